// What processes wait for: single steps and compositions of them.

#include <algorithm>
#include <utility>

#include "reference/machine.h"

namespace asim::test::reference {
namespace {

bool is_group(const Step& step) { return step.kind == Kind::first_of || step.kind == Kind::all_of; }

bool is_granted(const std::unique_ptr<Request>& request) { return request->state == Request::State::granted; }

Request& winner_of(const Request& group) { return *group.parts[group.winner]; }

char branch_name(std::size_t index) { return static_cast<char>('a' + index); }

}  // namespace

void add_leaves(Request& request, std::vector<Request*>& leaves) {
  if (request.state == Request::State::new_) return;
  if (request.parts.empty()) return leaves.push_back(&request);
  for (const auto& part : request.parts) add_leaves(*part, leaves);
}

/// Rule 2: what can be done at once is done at once.
void Interpreter::wait_for(Process& process, const Step& step) {
  process.request = std::make_unique<Request>(step, process, nullptr);
  Request& request = *process.request;
  evaluate(request);
  if (possible(request)) {
    carry_out(request);
    return receive(process);
  }
  if (step.timeout == 0) return time_out(process);  // now or not at all
  enter(request);
  if (request.state == Request::State::granted) return receive(process);
  if (!process.interrupts.empty()) {  // rule 6: one that waited for this wait
    withdraw({&request});
    return raise_interrupt(process);
  }
  process.state = Process::State::waiting;
  if (!step.timeout) return;
  process.timeout_notice = schedule(*step.timeout, [this, &process] {
    make_ready(process, Process::Outcome::timed_out);
    withdraw({process.request.get()});
  });
}

/// What the steps need is evaluated once, when they begin.
void Interpreter::evaluate(Request& request) {
  request.item = {request.process.own->x + request.step.amount, request.step.priority, -1};
  for (const auto& part : request.parts) evaluate(*part);
}

bool Interpreter::possible(const Request& request) {
  const auto part_possible = [this](const auto& part) { return possible(*part); };
  switch (request.step.kind) {
    case Kind::branch:
    case Kind::sleep: return false;  // also `sleep: 0` gives way
    case Kind::join: return find(request.process, request.step.target).state == Process::State::ended;
    case Kind::wait_total: return total_ >= request.step.amount;
    case Kind::first_of: return std::ranges::any_of(request.parts, part_possible);
    case Kind::all_of: return false;  // see enter(): its parts are begun one after another
    default: return objects_.possible(request);
  }
}

/// Rule 5: `first_of` tries its branches in order, and the first that can be done at once wins.
void Interpreter::carry_out(Request& request) {
  if (request.step.kind == Kind::first_of) {
    while (!possible(winner_of(request))) ++request.winner;
    carry_out(winner_of(request));
  } else if (request.step.kind == Kind::join) {
    request.value = find(request.process, request.step.target).result;
  } else if (request.step.kind != Kind::wait_total) {
    objects_.carry_out(request);
  }
  request.state = Request::State::granted;
}

/// Waits in all lines. The parts of `all_of` that can be done at once are done at once; if all can, so is it.
void Interpreter::enter(Request& request) {
  request.state = Request::State::waiting;
  const Step& step = request.step;
  if (is_group(step)) {
    for (const auto& part : request.parts) {
      if (request.state == Request::State::granted) return;  // by what an earlier part set going
      if (step.kind == Kind::all_of && possible(*part)) {
        carry_out(*part);
      } else {
        enter(*part);
      }
    }
    const bool complete = step.kind == Kind::all_of && std::ranges::all_of(request.parts, is_granted);
    if (complete) request.state = Request::State::granted;
  } else if (step.kind == Kind::sleep) {
    if (step.amount == kForever) return;
    const int notice = schedule(step.amount, [this, &request] {
      std::erase_if(sleeping_, [&](const auto& sleeper) { return sleeper.first == &request; });
      granted(request);
    });
    sleeping_.emplace_back(&request, notice);
  } else if (step.kind == Kind::join) {
    joining_.emplace_back(&request, &find(request.process, step.target));
  } else if (step.kind == Kind::branch) {
    start_branch(request);
  } else if (step.kind == Kind::wait_total) {
    conditions_.push_back(&request);
  } else {
    objects_.enter(request);
  }
}

/// A single request that waited is served. Rule 5: a `first_of` that it decides is out of all other lines in
/// the same instant; the winner becomes ready first, then those whom the withdrawals serve.
void Interpreter::granted(Request& request) {
  request.state = Request::State::granted;
  std::vector<Request*> losers;  // of the outermost composition first
  Request* decided = &request;
  while (Request* group = decided->parent) {
    if (group->step.kind == Kind::all_of && !std::ranges::all_of(group->parts, is_granted)) break;
    std::vector<Request*> here;
    for (std::size_t i = 0; group->step.kind == Kind::first_of && i < group->parts.size(); ++i) {
      if (group->parts[i].get() == decided) {
        group->winner = i;
      } else {
        here.push_back(group->parts[i].get());
      }
    }
    losers.insert(losers.begin(), here.begin(), here.end());
    group->state = Request::State::granted;
    decided = group;
  }
  const bool begins = request.process.state == Process::State::running;  // what it set going came back to it
  if (decided->parent == nullptr && !begins) make_ready(request.process, Process::Outcome::granted);
  withdraw(losers);
}

/// The conditions that hold now are granted in the order in which they began to wait.
void Interpreter::add_to_total(int amount) {
  total_ += amount;
  const auto holds = [this](const Request* request) { return total_ >= request->step.amount; };
  while (true) {
    const auto next = std::ranges::find_if(conditions_, holds);
    if (next == conditions_.end()) return;
    Request& request = **next;
    conditions_.erase(next);
    granted(request);
  }
}

/// Out of all lines at once, and what was granted is given back; then others are served.
void Interpreter::withdraw(const std::vector<Request*>& requests) {
  std::vector<Request*> leaves;
  for (Request* request : requests) add_leaves(*request, leaves);
  for (Request* leaf : leaves) withdraw_leaf(*leaf);
  for (Request* leaf : leaves) serve_after(*leaf);
}

/// A branch that was withdrawn ends now.
void Interpreter::serve_after(Request& request) {
  if (request.step.kind != Kind::branch) return objects_.serve(request.step);
  Process* child = std::exchange(request.child, nullptr);
  if (child && child->state != Process::State::ended) finish_cancelled(*child);
}

void Interpreter::start_branch(Request& request) {
  ProcessType type;
  type.steps = request.step.body;
  hidden_types_.push_back(std::move(type));
  hidden_.push_back(std::make_unique<Process>());
  Process& child = *hidden_.back();
  child.type = &hidden_types_.back();
  child.name = request.process.name;
  child.own = request.process.own;
  request.child = &child;
  joining_.emplace_back(&request, &child);
  start(child);
}

void Interpreter::withdraw_leaf(Request& request) {
  const Kind kind = request.step.kind;
  if (request.state == Request::State::granted) return objects_.give_back(request);
  if (request.state != Request::State::waiting) return;
  request.state = Request::State::new_;
  if (kind == Kind::sleep) {
    for (const auto& [sleeper, notice] : sleeping_) {
      if (sleeper == &request) withdraw_notice(notice);
    }
    std::erase_if(sleeping_, [&](const auto& sleeper) { return sleeper.first == &request; });
  } else if (kind == Kind::join || kind == Kind::branch) {
    std::erase_if(joining_, [&](const auto& joiner) { return joiner.first == &request; });
    if (kind == Kind::join) return;
    Process& child = *request.child;
    const bool runs = child.state == Process::State::running;
    child.doomed = runs;  // it ends after its present step
    if (runs || child.state == Process::State::ended) {
      request.child = nullptr;
    } else {
      detach(child);
    }
  } else if (kind == Kind::wait_total) {
    std::erase(conditions_, &request);
  } else {
    objects_.leave(request);
  }
}

/// Rule 6: a process that is ready because of a grant has not received it yet; a put that was accepted
/// stands.
bool Interpreter::has_something_to_give_back(const Process& process) {
  if (process.state != Process::State::ready || process.outcome != Process::Outcome::granted) return false;
  const Request* request = process.request.get();
  while (request->step.kind == Kind::first_of) request = &winner_of(*request);
  return request->step.kind != Kind::put && request->step.kind != Kind::fill;
}

void Interpreter::receive(Process& process) {
  const std::unique_ptr<Request> request = std::move(process.request);
  const Step& step = request->step;
  take_over(*request);
  if (is_group(step)) process.own->won = request->value;
  if (step.kind == Kind::with) push(process, step.body, Frame::Role::with, &step);
  if (step.kind == Kind::first_of && winner_of(*request).step.kind != Kind::branch)
    push(process, winner_of(*request).step.body, Frame::Role::plain, &step);
}

/// The process has what it was granted; the value of the step is what `as:` names.
void Interpreter::take_over(Request& request) {
  const Step& step = request.step;
  Process& process = request.process;
  switch (step.kind) {
    case Kind::get:
    case Kind::join:
      if (step.keeps) process.own->got = request.value;
      break;
    case Kind::acquire:
    case Kind::with: process.held.emplace_back(step.object, step.amount); break;
    case Kind::first_of:
      take_over(winner_of(request));
      request.value = {std::string(1, branch_name(request.winner)), true};
      break;
    case Kind::all_of: {
      std::string text;
      for (std::size_t i = 0; i < request.parts.size(); ++i) {
        take_over(*request.parts[i]);
        text += i == 0 ? "" : ", ";
        text += std::string("\"") + branch_name(i) + "\": " + request.parts[i]->value.inside();
      }
      request.value = {"{" + text + "}"};
      break;
    }
    default: break;
  }
}

/// What `as:` names is null then, and the steps of `on_timeout` follow.
void Interpreter::time_out(Process& process) {
  const std::unique_ptr<Request> request = std::move(process.request);
  const Step& step = request->step;
  if ((step.kind == Kind::get || step.kind == Kind::join) && step.keeps) process.own->got = {};
  if (is_group(step)) process.own->won = {};
  push(process, step.otherwise, Frame::Role::plain, &step);
}

void Interpreter::raise_interrupt(Process& process) {
  process.request.reset();
  process.cause = process.interrupts.front();
  process.interrupts.pop_front();
  unwind(process, Exit::interrupted);
}

}  // namespace asim::test::reference
