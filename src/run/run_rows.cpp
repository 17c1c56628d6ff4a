#include "run/run_rows.h"

#include <fmt/format.h>

#include <utility>

#include "program/value_text.h"

namespace asim {

class RunRows::Feeder final : public Sink {
public:
  explicit Feeder(RunRows& rows) : rows_(rows) {}
  void write(const Row& row) override {
    rows_.push({row.time, std::string(row.process), std::string(row.event), std::string(row.object),
                std::string(row.detail)});
  }
  void flush() override {}

private:
  RunRows& rows_;
};

RunRows::RunRows(Simulation& simulation, Recorder& recorder, bool with_ending,
                 std::function<bool()> interrupted)
    : simulation_(simulation), recorder_(recorder), interrupted_(std::move(interrupted)) {
  recorder_.add_sink(std::make_unique<Feeder>(*this));
  thread_ = std::thread([this, with_ending] { run(with_ending); });
}

RunRows::~RunRows() {
  {
    const std::lock_guard lock(mutex_);
    is_unwanted_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::optional<TimelineRow> RunRows::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !rows_.empty() || is_over_; });
  if (rows_.empty() && failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  if (rows_.empty()) return {};
  TimelineRow row = std::move(rows_.front());
  rows_.pop_front();
  if (rows_.size() == kMostRows / 2) changed_.notify_all();
  return row;
}

void RunRows::push(TimelineRow row) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return rows_.size() < kMostRows || is_unwanted_; });
  if (is_unwanted_) return;
  rows_.push_back(std::move(row));
  changed_.notify_all();
}

// ---- in the thread ----

void RunRows::run(bool with_ending) {
  try {
    carry_out(with_ending);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  changed_.notify_all();
}

void RunRows::carry_out(bool with_ending) {
  const RunResult result = simulation_.run([this] {
    if (interrupted_()) return true;
    const std::lock_guard lock(mutex_);
    return is_unwanted_;
  });
  if (with_ending || result.error) add_ending(result);
}

void RunRows::add_ending(const RunResult& result) {
  constexpr std::string_view kReasons[] = {"nothing is left to happen", "the horizon is reached",
                                           "a `stop` step", "interrupted", "an error"};
  const std::string message = result.error ? ": " + result.error->message : "";
  push({result.time, "", "ended", "",
        fmt::format("{}{}", kReasons[static_cast<std::size_t>(result.end)], message)});
  for (const auto& [name, value] : simulation_.outputs())
    push({result.time, "", "output", name, value_text(value)});
}

}  // namespace asim
