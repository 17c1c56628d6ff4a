#pragma once
// A run told for learners: the loop's two lists before each turn, the source line beside what happens, and a
// word about what happens for the first time.

#include <bitset>
#include <functional>
#include <string>

#include "record/output.h"
#include "run/lessons.h"
#include "run/observation.h"
#include "run/simulation.h"

namespace asim {

class Explanation final : public Observation {
public:
  Explanation(const Sources& sources, Output& output, std::uint64_t most_turns)
      : Observation(sources), output_(output), most_turns_(most_turns) {}

  /// Asked before each turn; false: the reader has seen enough.
  void ask_before_turns(std::function<bool()> ask) { ask_ = std::move(ask); }

  void before_turn() override;
  bool has_seen_enough() const override { return stopped_; }

  /// How it ended. Of a run that was left early because of the reader, that.
  void conclude(Simulation&, const RunResult&);

  std::uint64_t turns() const { return turns_; }

private:
  void tell(const Move&) override;

  void tell_taking(const Move&);
  void tell_wait(const Move&);
  void tell_other(const Move&);
  void tell_header(double time, const std::string& ready, const std::string& future);
  std::string taking_sentence(const Move&);
  std::string ready_text() const;
  std::string future_text() const;
  void tell_remaining();

  void teach(Lesson);
  void paragraph(std::string_view text);
  void source_line(Span, std::string_view what);
  void note(std::string_view text);

  Output& output_;
  std::uint64_t most_turns_;
  std::function<bool()> ask_;
  std::bitset<static_cast<std::size_t>(Lesson::count)> taught_;
  std::uint64_t turns_ = 0;
  bool stopped_ = false;
  std::string ready_, future_;   // before the turn
  double clock_ = 0;             // at the turn before
  bool another_is_due_ = false;  // somebody is ready, and an entry of the other list is due now too
  Span last_line_;               // the source line shown last
};

}  // namespace asim
