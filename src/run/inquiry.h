#pragma once
// Why a process stood where it stood at a certain time: `asim why`. Watches a run up to the end of that
// instant, and then until the process goes on.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "run/observation.h"
#include "run/simulation.h"

namespace asim {

class Inquiry final : public Observation {
public:
  Inquiry(const Sources& sources, std::string process, double at)
      : Observation(sources), name_(std::move(process)), at_(at) {}

  void before_turn() override;
  void row(const Row&) override;
  bool has_seen_enough() const override { return is_answered_; }

  /// After the run. Empty: there was no process of that name.
  std::string answer(const RunResult&);
  /// The names of the processes that there were, without those beyond the first thousands.
  std::vector<std::string_view> names() const { return {names_.begin(), names_.end()}; }

private:
  void tell(const Move&) override;
  void note_what_it_does(const Move&);
  void look();
  std::string others_text() const;
  std::string by_whom(const Move&) const;

  std::string name_;
  double at_;
  bool has_looked_ = false, is_answered_ = false, is_free_ = true;
  std::set<std::string> names_;
  std::vector<std::string> done_;  // at that time
  std::string last_;               // what it did before
  std::optional<double> begun_, ended_;
  std::string found_;    // at the end of the instant
  std::string outcome_;  // what became of it
  // The wait that it is in: at which kind of step, for which objects, and who got them meanwhile.
  std::string step_;
  std::set<std::string> objects_;
  std::vector<std::string> others_;
  std::size_t other_count_ = 0;
};

}  // namespace asim
