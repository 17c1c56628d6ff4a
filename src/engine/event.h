#pragma once
// Events: what a process can wait for, each one request in one line.
//
// One mechanism answers timeouts, first_of, interrupts, cancelling and preemption: an event can be taken back
// at any time before its process has received it. While it waits, it leaves its line; once granted, the
// source gets back what it had granted.
//
// Who does what: the process (or a group) begins an event; its source grants it, once, by calling grant();
// that puts the process at the end of the ready queue. Nobody is resumed here. The maker of an event destroys
// it.

#include <cstdint>
#include <utility>

namespace asim {

class Group;
class Loop;
class Pool;
class Process;

class Event {
public:
  enum class State : std::uint8_t { idle, waiting, granted };

  explicit Event(Process& process) : process_(&process) {}
  virtual ~Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Could it be done now? Changes nothing.
  virtual bool possible() const = 0;

  /// Does it now if that is possible, otherwise changes nothing. True: it is granted.
  bool attempt() {
    if (!possible()) return false;
    take();
    return granted();
  }

  /// Does it now or stands in line. True: it is granted already, the process need not wait. What was taken
  /// back and begins again in the same instant stands in its old place.
  virtual bool begin() {
    if (!possible()) {
      mark_waiting();
      join();
      return false;
    }
    take();
    return granted();  // or what that set going has revoked it, or let another branch win
  }

  /// Leaves the line, or gives back what was granted. False: what was granted stands (an item that a queue
  /// has accepted). Whoever is served by that goes to the end of the ready queue.
  bool take_back() {
    if (!withdraw()) return false;
    serve_others();
    return true;
  }
  /// The halves of taking back, for whoever takes back several events: all are withdrawn before anybody is
  /// served, so that everyone finds all lines, and all that was given back, in order.
  bool withdraw() {
    const State before = state_;
    if (before == State::idle) return true;
    if (before == State::granted && !give_back()) return false;
    state_ = State::idle;
    if (before == State::waiting) leave();
    withdrawn_from_ = before;
    return true;
  }
  /// Nothing, unless it was withdrawn before.
  void serve_others() {
    const State before = std::exchange(withdrawn_from_, State::idle);
    if (before != State::idle) serve_after(before);
  }

  /// Frees the event; precondition: it is in no line.
  virtual void destroy(Pool&) = 0;

  /// How much of what it has been granted by this queue or container it would give back if it were withdrawn,
  /// all its parts together.
  virtual double holds_back_from(const void* /*source*/) const { return 0; }
  /// … if the event won: what other branches of the same first_of would give back then. That is no room for
  /// this one.
  double rivals_hold_back_from(const void* source) const { return group_ ? rivals_hold_back(source) : 0; }

  State state() const { return state_; }
  bool granted() const { return state_ == State::granted; }
  Process& process() const { return *process_; }

protected:
  friend class Group;

  /// Does it and calls mark_granted(); precondition: possible().
  virtual void take() = 0;
  virtual void join() = 0;
  /// Leaves the line; gives back what was granted, or returns false because that stands. Both serve nobody.
  virtual void leave() = 0;
  virtual bool give_back() = 0;
  /// Serves those who can go on because of that.
  virtual void serve_after(State /*withdrawn_from*/) {}

  void mark_granted() { state_ = State::granted; }
  void mark_waiting() { state_ = State::waiting; }
  /// For sources: the event, which waits, is done. Tells the group or the process.
  void grant();
  /// The usual case of it, which calls nothing: the process waits for this event alone, and without a
  /// timeout.
  bool can_be_granted_simply() const;
  void grant_simply();
  /// The process waits for this event and no other.
  bool is_alone() const;
  /// For sources: what was granted and not received has been taken away again, and the event stands in its
  /// line as before. The groups and the process around it wait again. Serves nobody.
  void revoke();
  /// The second half of revoke(), once the source may be asked again: branches that were withdrawn because of
  /// the grant stand in their lines again, or win now.
  void reopen();

private:
  double rivals_hold_back(const void* source) const;
  void grant_part();

  Process* process_;
  Group* group_ = nullptr;
  State state_ = State::idle;
  State withdrawn_from_ = State::idle;  // until those who can go on because of that are served
};

}  // namespace asim
