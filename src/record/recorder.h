// The recorder takes the rows of a run and hands those that are wanted to every sink.
//
// Kinds of rows (`log`, `sleep`, `acquire`, ...) are small numbers, given out by add_kind(). Whoever makes a
// row asks wants() first, so that a row nobody wants costs one load and no text.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/sink.h"

namespace asim {

using EventKind = std::uint8_t;

// Whether a process is called NAME or NAME[anything].
bool is_called(std::string_view process, std::string_view name);

class Recorder {
public:
  Recorder() = default;

  // Ends the sinks if end() was not called, for a run that failed: its rows are kept, errors are ignored. The
  // outputs of the sinks must still be there.
  ~Recorder();

  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // The number of a kind; the same name has the same number. At most 256 kinds, which are part of the program
  // and not of the model. A new kind is wanted.
  EventKind add_kind(std::string_view name);
  const std::vector<std::string>& kinds() const { return kinds_; }

  void set_wanted(EventKind kind, bool wanted);
  void set_all_wanted(bool wanted);

  // False if there is no kind of that name.
  bool set_wanted(std::string_view name, bool wanted);

  // Restricts the rows to processes called NAME or NAME[anything]; given several times, any of them.
  void add_process(std::string name);

  void add_sink(std::unique_ptr<Sink> sink);

  // Gets all rows, whichever are chosen for the sinks, but no begin() and end(). Not owned.
  void add_observer(Sink& observer);
  void remove_observer(const Sink& observer);

  // Without a sink, and an observer, nothing is wanted.
  bool wants(EventKind kind) const { return wanted_[kind]; }
  bool wants_any_but(std::string_view name) const;

  void begin();
  void row(double time, std::string_view process, EventKind kind, std::string_view object,
           std::string_view detail, bool detail_is_number = false) {
    if (wants(kind)) write(kind, {time, process, kinds_[kind], object, detail, detail_is_number});
  }
  void flush();

  // Whether the sinks got a row.
  bool has_written() const { return has_written_; }

  // Ends every sink, also after one of them failed; throws what the first failure was. A second call does
  // nothing.
  void end();

private:
  void write(EventKind kind, const Row& row);
  void update_all();
  void update(EventKind kind) { wanted_[kind] = !observers_.empty() || (chosen_[kind] && !sinks_.empty()); }
  bool wants_process(std::string_view process) const {
    return processes_.empty() || is_among_processes(process);
  }
  bool is_among_processes(std::string_view process) const;

  std::array<bool, 256> wanted_{};
  std::array<bool, 256> chosen_{};
  std::vector<std::string> kinds_;
  std::vector<std::string> processes_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::vector<Sink*> observers_;
  bool is_open_ = false;
  bool has_written_ = false;
};

}  // namespace asim
