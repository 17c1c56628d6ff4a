#pragma once
// A run as a source of rows: it is carried out by a thread of its own, which waits when nobody takes its
// rows. Behind the rows come one for the end of the run, and one for each output.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

#include "record/timeline_reader.h"
#include "run/model_compiler.h"
#include "run/simulation.h"

namespace asim {

class RunRows final : public RowSource {
public:
  /// The simulation and its recorder, to which no sink has been added yet, must outlive it. `with_ending`:
  /// rows for the end and the outputs too. The run also ends once `interrupted` says so, which the thread
  /// asks.
  RunRows(Simulation&, Recorder&, bool with_ending, std::function<bool()> interrupted);
  /// Ends the run if it is not over yet.
  ~RunRows() override;

  std::optional<TimelineRow> next() override;

private:
  class Feeder;
  static constexpr std::size_t kMostRows = 4096;

  void run(bool with_ending);
  void carry_out(bool with_ending);
  void push(TimelineRow);
  void add_ending(const RunResult&);

  Simulation& simulation_;
  Recorder& recorder_;
  std::function<bool()> interrupted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<TimelineRow> rows_;
  bool is_over_ = false, is_unwanted_ = false;
  std::exception_ptr failure_;  // of the thread, for whoever reads
  std::thread thread_;
};

}  // namespace asim
