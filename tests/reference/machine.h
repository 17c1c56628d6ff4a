// The state of one run of the reference interpreter, and its rules: the loop and the steps that are done at
// once are in interpreter.cpp, all that waits in waiting.cpp.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "reference/interpreter.h"
#include "reference/model.h"
#include "reference/objects.h"
#include "reference/process.h"
#include "reference/request.h"

namespace asim::test::reference {

/// Ends the run.
struct RunFailed {};

/// Something due at a time; those of one time in the order of their making.
struct Notice {
  int time;
  int order;
  std::function<void()> happen;
};

class Interpreter {
public:
  explicit Interpreter(const Model& model)
      : model_(model), objects_(model, [this](Request& request) { granted(request); }) {}

  Result run();

private:
  // the loop
  void drain();
  int schedule(int delay, std::function<void()> happen);
  void withdraw_notice(int order);
  void make_ready(Process& process, Process::Outcome outcome);
  void start(Process& process);
  void resume(Process& process);

  // processes
  Process& make_process(int type, int number);
  void start_arrivals(int type);
  Process& find(const Process& by, const Target& target);
  void run_steps(Process& process);
  void execute(Process& process, const Step& step);
  void log(const Process& process, int number);
  void spawn(Process& process, const Step& step);
  void push(Process& process, const std::vector<Step>& steps, Frame::Role role, const Step* owner);
  void finish_frame(Process& process);
  void unwind(Process& process, Exit exit);
  void end(Process& process);
  void release(Process& process, int resource, int amount);
  void interrupt(Process& target, int cause);
  void cancel(Process& target);
  void detach(Process& target);
  void finish_cancelled(Process& target);

  // waiting
  static bool has_something_to_give_back(const Process& process);
  void wait_for(Process& process, const Step& step);
  void evaluate(Request& request);
  bool possible(const Request& request);
  void carry_out(Request& request);
  void enter(Request& request);
  void granted(Request& request);
  void withdraw(const std::vector<Request*>& requests);
  void withdraw_leaf(Request& request);
  void serve_after(Request& request);
  void start_branch(Request& request);
  void receive(Process& process);
  void take_over(Request& request);
  void add_to_total(int amount);
  void time_out(Process& process);
  void raise_interrupt(Process& process);

  const Model& model_;
  Objects objects_;
  int now_ = 0;
  int total_ = 0;
  int notices_made_ = 0;
  std::vector<Notice> notices_;  // the future event list
  std::deque<Process*> ready_;
  std::vector<std::vector<std::unique_ptr<Process>>> processes_;  // by type, in the order of creation
  std::vector<std::pair<Request*, int>> sleeping_;                // with its notice
  std::vector<std::pair<Request*, Process*>> joining_;            // and whose end it waits for
  std::vector<std::unique_ptr<Process>> hidden_;                  // sources of arrivals, and branches
  std::vector<Request*> conditions_;  // on the total, in the order in which they began to wait
  std::deque<ProcessType> hidden_types_;
  Result result_;
};

}  // namespace asim::test::reference
