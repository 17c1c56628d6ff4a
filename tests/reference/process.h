// A process of the reference interpreter: its variables, and where it stands.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reference/model.h"
#include "reference/request.h"

namespace asim::test::reference {

/// Why a list of steps is left before its end.
enum class Exit { none, interrupted, returned, cancelled };

/// A list of steps that is being carried out.
struct Frame {
  enum class Role { plain, loop, with, attempt, handler, finally };
  const std::vector<Step>* steps;
  Role role = Role::plain;
  const Step* owner = nullptr;  // the step whose list this is
  std::size_t next = 0;
  int rounds_left = 0;
  Exit goes_on = Exit::none;  // of a `finally`: what it held up
};

/// A branch of a composition has those of its parent.
struct Variables {
  int x = 0;
  Value got, won;
  std::map<int, Process*> children;
};

struct Process {
  enum class State { unborn, running, waiting, ready, ended };
  /// What a ready process resumes with.
  enum class Outcome { started, granted, timed_out, interrupted };

  const ProcessType* type = nullptr;
  std::string name;
  State state = State::unborn;
  Outcome outcome = Outcome::granted;
  std::shared_ptr<Variables> own = std::make_shared<Variables>();
  Value result;
  std::vector<Frame> frames;
  std::unique_ptr<Request> request;       // null while it waits for nothing
  int timeout_notice = -1;                // of the request
  std::vector<std::pair<int, int>> held;  // resource and amount, in the order of acquisition
  std::deque<int> interrupts;             // causes of those that did not arrive yet
  int cause = 0;                          // of the one that arrived last
  std::vector<Request*> withdrawn;        // while it is being cancelled: whose objects have to be served
  bool doomed = false;                    // cancelled while it runs
};

}  // namespace asim::test::reference
