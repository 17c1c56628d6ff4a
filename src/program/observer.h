#pragma once
// Watching a run: what the loop does (LoopObserver) and, in between, what the processes do, op by op.
//
// A run with an observer is carried out by an interpreter of its own (run/observed_interpreter.cpp) and by
// Loop::run_observed; it does the same as one without.

#include <string>
#include <string_view>

#include "engine/loop_observer.h"
#include "program/frame.h"
#include "record/row.h"

namespace asim {

class Op;
class RunError;
struct Preemption;

class Observer : public LoopObserver {
public:
  /// Once, before anything is made.
  virtual void attach(State&) {}

  /// The process, which has just been resumed for the first time, begins.
  virtual void begins(Instance&) {}
  virtual void before_step(Frame&, const Op&) {}
  /// `following` is null if the process now waits or has ended; then Instance::op tells which.
  virtual void after_step(Frame&, const Op&, const Op* /*following*/) {}
  /// The same for the end of a wait.
  virtual void before_resume(Frame&, const Op&) {}
  virtual void after_resume(Frame&, const Op&, const Op* /*following*/) {}
  /// What this process does fails, and with it the run.
  virtual void fails(Instance&, const RunError&) {}
  /// It has come to its end and is about to give back what it holds.
  virtual void ends(Instance&) {}
  /// The process has just lost what it held.
  virtual void preempted(Instance&, const Preemption&) {}
  /// A row of the timeline, of any kind, whoever wants it.
  virtual void row(const Row&) {}
};

}  // namespace asim
