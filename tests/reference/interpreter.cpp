#include "reference/interpreter.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/machine.h"

namespace asim::test::reference {

// ---- the loop ----

Result Interpreter::run() {
  processes_.resize(model_.processes.size());
  for (std::size_t type = 0; type < model_.processes.size(); ++type) {  // rule 2: in the order of the file
    if (model_.processes[type].arrivals > 0) start_arrivals(static_cast<int>(type));
    for (int i = 0; i < model_.processes[type].count; ++i) {
      Process& process = make_process(static_cast<int>(type), i);
      if (process.type->start == 0) {
        start(process);
      } else {
        schedule(process.type->start, [this, &process] { start(process); });
      }
    }
  }
  try {
    drain();
    while (!notices_.empty()) {  // rule 1: one notice, then all that is ready
      const auto next = std::ranges::min_element(notices_, [](const Notice& a, const Notice& b) {
        return a.time != b.time ? a.time < b.time : a.order < b.order;
      });
      if (model_.until && next->time > *model_.until) break;
      now_ = next->time;
      const std::function<void()> happen = std::move(next->happen);
      notices_.erase(next);
      happen();
      drain();
    }
  } catch (const RunFailed&) {
    result_.failed = true;  // rule 10: the rows that came before stay
  }
  return std::move(result_);
}

void Interpreter::drain() {
  while (!ready_.empty()) {
    Process& process = *ready_.front();
    ready_.pop_front();
    resume(process);
  }
}

int Interpreter::schedule(int delay, std::function<void()> happen) {
  notices_.push_back({now_ + delay, notices_made_, std::move(happen)});
  return notices_made_++;
}

void Interpreter::withdraw_notice(int order) {
  std::erase_if(notices_, [&](const Notice& notice) { return notice.order == order; });
}

/// Rule 3: to the end of the ready queue; never resumed inside the step that made it ready.
void Interpreter::make_ready(Process& process, Process::Outcome outcome) {
  if (process.state != Process::State::ready) ready_.push_back(&process);
  process.state = Process::State::ready;
  process.outcome = outcome;
  withdraw_notice(std::exchange(process.timeout_notice, -1));
}

void Interpreter::start(Process& process) {
  if (process.state == Process::State::unborn) make_ready(process, Process::Outcome::started);
}

void Interpreter::resume(Process& process) {
  process.state = Process::State::running;
  switch (process.outcome) {
    case Process::Outcome::started: push(process, process.type->steps, Frame::Role::plain, nullptr); break;
    case Process::Outcome::granted: receive(process); break;
    case Process::Outcome::timed_out: time_out(process); break;
    case Process::Outcome::interrupted: raise_interrupt(process); break;
  }
  run_steps(process);
}

// ---- processes ----

Process& Interpreter::make_process(int type, int number) {
  auto& instances = processes_[static_cast<std::size_t>(type)];
  auto process = std::make_unique<Process>();
  process->type = &model_.processes[static_cast<std::size_t>(type)];
  process->own->x = process->type->x;
  process->name = "p" + std::to_string(type);
  if (process->type->count != 1) process->name += "[" + std::to_string(number) + "]";
  instances.push_back(std::move(process));
  return *instances.back();
}

/// As if a process slept and spawned in a loop.
void Interpreter::start_arrivals(int type) {
  const ProcessType& arriving = model_.processes[static_cast<std::size_t>(type)];
  ProcessType source;
  source.steps = {{.kind = Kind::loop,
                   .amount = arriving.arrivals,
                   .body = {{.kind = Kind::sleep, .amount = arriving.every},
                            {.kind = Kind::spawn, .object = type, .amount = arriving.x}}}};
  hidden_types_.push_back(std::move(source));
  hidden_.push_back(std::make_unique<Process>());
  hidden_.back()->type = &hidden_types_.back();
  start(*hidden_.back());
}

/// An instance that does not exist fails the run.
Process& Interpreter::find(const Process& by, const Target& target) {
  if (target.child) {
    if (!by.own->children.contains(*target.child)) throw RunFailed{};
    return *by.own->children.at(*target.child);
  }
  const auto& instances = processes_[static_cast<std::size_t>(target.type)];
  if (static_cast<std::size_t>(target.index) >= instances.size()) throw RunFailed{};
  return *instances[static_cast<std::size_t>(target.index)];
}

void Interpreter::run_steps(Process& process) {
  while (process.state == Process::State::running) {
    if (process.frames.empty()) return end(process);
    Frame& frame = process.frames.back();
    if (frame.next == frame.steps->size()) {
      finish_frame(process);
    } else {
      execute(process, (*frame.steps)[frame.next++]);
    }
    if (process.doomed && process.state != Process::State::ended) {
      process.doomed = false;
      if (process.state != Process::State::running) detach(process);
      return finish_cancelled(process);
    }
  }
}

void Interpreter::push(Process& process, const std::vector<Step>& steps, Frame::Role role,
                       const Step* owner) {
  process.frames.push_back({&steps, role, owner});
}

void Interpreter::execute(Process& process, const Step& step) {
  switch (step.kind) {
    case Kind::release: return release(process, step.object, step.amount);
    case Kind::open: return objects_.open(step.object);
    case Kind::close: return objects_.close(step.object);
    case Kind::pulse: return objects_.pulse(step.object);
    case Kind::loop:
      push(process, step.body, Frame::Role::loop, &step);
      process.frames.back().rounds_left = step.amount - 1;
      return;
    case Kind::if_even:
      return push(process, process.own->x % 2 == 0 ? step.body : step.otherwise, Frame::Role::plain, &step);
    case Kind::log: return log(process, step.amount);
    case Kind::advance: process.own->x = (process.own->x + step.amount) % 5; return;
    case Kind::add: return add_to_total(process.own->x);
    case Kind::remove: {
      const std::optional<Item> item = objects_.remove(step);
      process.own->got = item ? Value{std::to_string(item->value)} : Value{};
      return;
    }
    case Kind::spawn: return spawn(process, step);
    case Kind::finish:
      process.result = {std::to_string(process.own->x + step.amount)};
      return unwind(process, Exit::returned);
    case Kind::attempt: return push(process, step.body, Frame::Role::attempt, &step);
    case Kind::interrupt: return interrupt(find(process, step.target), step.amount);
    case Kind::cancel: return cancel(find(process, step.target));
    default: return wait_for(process, step);
  }
}

void Interpreter::log(const Process& process, int number) {
  result_.rows.push_back({now_, process.name,
                          fmt::format("{} x={} got={} won={} total={}", number, process.own->x,
                                      process.own->got.text, process.own->won.text, total_)});
}

/// Starts at this time, after those that are ready.
void Interpreter::spawn(Process& process, const Step& step) {
  const std::size_t number = processes_[static_cast<std::size_t>(step.object)].size();
  Process& child = make_process(step.object, static_cast<int>(number));
  child.own->x = process.own->x + step.amount;
  process.own->children[step.child] = &child;
  start(child);
}

/// The end of a list of steps was reached.
void Interpreter::finish_frame(Process& process) {
  Frame frame = process.frames.back();
  process.frames.pop_back();
  switch (frame.role) {
    case Frame::Role::loop:
      if (--frame.rounds_left >= 0) {
        frame.next = 0;
        process.frames.push_back(frame);
      }
      return;
    case Frame::Role::with: return release(process, frame.owner->object, frame.owner->amount);
    case Frame::Role::attempt:
    case Frame::Role::handler: return push(process, frame.owner->finally, Frame::Role::finally, frame.owner);
    case Frame::Role::finally:
      if (frame.goes_on != Exit::none) unwind(process, frame.goes_on);
      return;
    case Frame::Role::plain: return;
  }
}

/// Leaves the lists of steps, innermost first, up to what holds the exit up.
void Interpreter::unwind(Process& process, Exit exit) {
  while (!process.frames.empty()) {
    const Frame frame = process.frames.back();
    process.frames.pop_back();
    if (frame.role == Frame::Role::with) release(process, frame.owner->object, frame.owner->amount);
    if (frame.role == Frame::Role::attempt && exit == Exit::interrupted && !frame.owner->otherwise.empty()) {
      process.own->got = {std::to_string(process.cause)};
      return push(process, frame.owner->otherwise, Frame::Role::handler, frame.owner);
    }
    if (frame.role == Frame::Role::attempt || frame.role == Frame::Role::handler) {
      push(process, frame.owner->finally, Frame::Role::finally, frame.owner);
      process.frames.back().goes_on = exit;
      return;
    }
  }
  if (exit == Exit::interrupted) throw RunFailed{};  // rule 7
}

/// Rule 9: afterwards it holds nothing.
void Interpreter::end(Process& process) {
  process.state = Process::State::ended;
  while (!process.held.empty()) {
    const auto [resource, amount] = process.held.back();
    process.held.pop_back();
    objects_.release(resource, amount);
  }
  for (std::size_t i = 0; i < joining_.size();) {
    if (joining_[i].second != &process) {
      ++i;
      continue;
    }
    Request& request = *joining_[i].first;
    joining_.erase(joining_.begin() + static_cast<std::ptrdiff_t>(i));
    request.value = process.result;
    granted(request);
    i = 0;
  }
}

void Interpreter::release(Process& process, int resource, int amount) {
  int left = amount;
  int released = 0;
  for (auto& [held_resource, held_amount] : process.held) {
    if (held_resource != resource) continue;
    const int part = amount == kAll ? held_amount : std::min(left, held_amount);
    held_amount -= part;
    left -= part;
    released += part;
  }
  std::erase_if(process.held, [](const auto& held) { return held.second == 0; });
  if (released == 0 || released < amount) throw RunFailed{};
  objects_.release(resource, released);
}

/// Rule 6.
void Interpreter::interrupt(Process& target, int cause) {
  if (target.state == Process::State::ended) return;
  target.interrupts.push_back(cause);
  if (target.state == Process::State::waiting || has_something_to_give_back(target)) {
    make_ready(target, Process::Outcome::interrupted);
    withdraw({target.request.get()});
  }  // otherwise it waits for the next wait
}

/// Ends it where it stands, within this step: its `finally` steps may not wait.
void Interpreter::cancel(Process& target) {
  if (target.state == Process::State::ended) return;
  detach(target);
  finish_cancelled(target);
}

/// Out of all lines.
void Interpreter::detach(Process& target) {
  if (target.request) {
    add_leaves(*target.request, target.withdrawn);
    for (Request* leaf : target.withdrawn) withdraw_leaf(*leaf);
  }
  withdraw_notice(std::exchange(target.timeout_notice, -1));
  std::erase(ready_, &target);
  target.state = Process::State::running;
}

/// Those who can go on because of that are served, its clean-up is carried out.
void Interpreter::finish_cancelled(Process& target) {
  for (Request* leaf : target.withdrawn) serve_after(*leaf);
  target.withdrawn.clear();
  target.request.reset();
  unwind(target, Exit::cancelled);
  run_steps(target);
}

Result interpret(const Model& model) { return Interpreter(model).run(); }

}  // namespace asim::test::reference
