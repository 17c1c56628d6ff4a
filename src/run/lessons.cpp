#include "run/lessons.h"

#include <cstddef>
#include <iterator>

namespace asim {
namespace {

// In the order of the enumeration.
constexpr std::string_view kTexts[] = {
    // loop
    "The loop keeps two lists. The ready queue holds who can go on now, first come, first served. The future "
    "event list holds who is to go on at a known time, the earliest first. All it ever does is to take the "
    "next entry, set the clock to its time, resume that one process, and look again once the process has "
    "stopped. Before each turn both lists are shown, then what happens in it.",
    // begin
    "A process is a coroutine: a function that can stop in the middle and go on later. Making one runs "
    "nothing of it. It begins when it is resumed for the first time. (Python: `coro = run()` only makes it, "
    "the first `coro.send(None)` runs it. C++: initial_suspend, then the first handle.resume().)",
    // at_once
    "What can be done at once is done at once: a step that could have waited need not, and the loop hears "
    "nothing of it. (Python: the awaited object returns without a `yield`. C++: await_ready says true.)",
    // await
    "This is what `await` does. It does not block the program, it does not return to a caller, and the "
    "message is not the result: nobody knows that yet. The message passes out through the whole chain of "
    "awaits to whoever resumed the process, and that is the loop; the chain freezes as it is. (Python: "
    "`yield self` in the awaited object; what it yields is what the loop gets from `coro.send(None)`. C++: "
    "await_ready says false, await_suspend leaves the message, and handle.resume() returns to the loop.)",
    // sleep
    "To sleep is to be an entry in the future event list. There is no thread that waits, and nothing of the "
    "process runs: it is a frozen frame to which the entry points.",
    // line
    "This message names no time, so there is no entry in the future event list. The process stands in a "
    "line that belongs to the object, and in neither of the loop's lists: the loop cannot resume it until "
    "somebody else's step takes it out of that line.",
    // clock
    "Nothing at all can happen before the time of the earliest entry in the future event list. So the clock "
    "does not tick through the time in between, it jumps.",
    // behind
    "The loop resumes the same coroutine once more, and execution goes on exactly behind the place where it "
    "froze. That is why the code behind the wait runs, and when: somebody calls send a second time. One "
    "`await`, two sends: one that leaves, one that comes back. (Python: the second `coro.send(None)` enters "
    "the chain behind `yield self`; the line after it runs, and its `return` is the value of the `await`. "
    "C++: handle.resume() again, and await_resume gives the value.)",
    // value
    "This wait has a value, and the process gets it now, as the value of the step. It did not come with the "
    "resumption: whoever granted the wait left it with what was awaited, and there it is picked up. (Python: "
    "`return item` behind the `yield`. C++: what await_resume returns.)",
    // grant
    "Whoever grants a wait does not resume the one that waited. That one is moved from its line to the end "
    "of the ready queue, with what it was granted, and the process that did it goes on with its own steps: "
    "only the loop resumes, so nobody is ever run in the middle of somebody else's step.",
    // drain
    "The ready queue is emptied before the next entry of the future event list is taken, also if that is "
    "due at the same time.",
    // tie
    "Another entry is due at the same time: the one that was entered first is taken first, and the clock "
    "stands still.",
    // end
    "There is no step left. The coroutine has returned, and its frame is freed. (Python: `send` raises "
    "StopIteration, which carries the result. C++: final_suspend, and handle.done() is true.)",
    // start
    "A new process is an entry at the end of the ready queue and nothing more. It begins when its turn "
    "comes, not inside the step that made it.",
    // deadline
    "This message names a deadline too, so the process stands in two places: in the line of the object that "
    "it waits for and, for the deadline, in the future event list. Whichever comes first, what it waits for "
    "or the deadline, takes it out of the other place.",
    // timeout
    "The deadline came first. The request has left its line as if it had never stood there, and the process "
    "goes on with what follows the timeout.",
    // first_of
    "It stands in all these lines at once, and a branch that is a time is an entry in the future event list. "
    "The first to be granted wins; in the same instant all others are withdrawn.",
    // all_of
    "All parts are begun, each in its own line or list. What a part is granted is kept for it; the process "
    "is resumed when the last part has come.",
    // winner
    "With this the other branches are out of their lines: no item, slot or amount of theirs is lost.",
    // timer
    "This entry belongs to a part of a wait, not to the process itself. That part is granted by it.",
    // interrupt
    "An interrupt ends another process's wait. That process leaves its line or list at once, gives back "
    "what it was granted and has not received, and enters the ready queue. It learns of it when the loop "
    "resumes it.",
    // interrupted
    "Instead of behind the step, execution goes on in the steps of the `try` around it that catch the "
    "interrupt; without one the run fails. "
    "(Python: `coro.throw(…)` instead of `coro.send(None)`.)",
    // pending
    "An interrupt that comes while its process does not wait is kept for it, and ends its next wait as that "
    "begins: no message reaches the loop.",
    // preempt
    "A request with `preempt` and a better priority takes what a holder has in its hands. The holder is "
    "told by an interrupt, or, with `on_preempt: resume` or `restart`, stands still until it has that back.",
    // reduction
    "There is less of the resource than is in use, so a holder loses what it has in its hands, as if "
    "somebody with a better priority had come. It is told by an interrupt, or, with `on_preempt: resume` or "
    "`restart`, stands still until it has that back.",
    // regain
    "What was lost has come back. A sleep goes on from here for what was left of it, with `restart` for all "
    "of it, and so it has a new entry in the future event list. Whose wait has ended meanwhile enters the "
    "ready queue only now.",
    // revoke
    "What was granted can be taken away again as long as its process has not received it: the process is "
    "out of the ready queue and stands in its old place in line.",
    // cancel
    "A process that is cancelled ends where it stands: its frozen frame is thrown away, what it waits for is "
    "withdrawn, and what it holds is given back.",
    // procedure
    "A procedure is carried out by the same coroutine: if one of its steps waits, the process waits inside "
    "both, and is resumed inside both. This is the chain of awaits that messages pass through.",
};
static_assert(std::size(kTexts) == static_cast<std::size_t>(Lesson::count));

}  // namespace

std::string_view text_of(Lesson lesson) { return kTexts[static_cast<std::size_t>(lesson)]; }

}  // namespace asim
