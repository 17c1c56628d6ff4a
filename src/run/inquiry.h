#pragma once
// Why a process stood where it stood at a certain time: `asim why`. Watches a run up to the end of that
// instant, and then until the process goes on.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "run/observation.h"
#include "run/simulation.h"
#include "run/whereabouts.h"

namespace asim {

class Inquiry final : public Observation {
public:
  Inquiry(const Sources& sources, std::string process, double at)
      : Observation(sources), name_(process), asked_(std::move(process)), at_(at) {}

  void before_turn() override;
  void row(const Row&) override;
  bool has_seen_enough() const override { return is_answered_; }

  /// After the run. Empty: there was no process of that name, or several.
  std::string answer(const RunResult&);
  /// The names of the processes that there were, without those beyond the first thousands.
  std::vector<std::string_view> names() const;
  /// … of those of one type.
  std::vector<std::string_view> names_of(std::string_view type) const;

private:
  /// What the process has been seen to do.
  struct Notes {
    std::vector<std::string> done;  // at that time
    std::optional<double> begun, ended;
    std::string ended_by;
    // The wait that it is in: at which kind of step, for which objects, and who got them meanwhile.
    std::string step;
    std::set<std::string> objects;
    std::vector<std::string> others;
    std::size_t other_count = 0;
  };
  struct Name {
    std::string name, type;
  };
  /// How it stood at the end of the instant.
  enum class Standing : std::uint8_t { absent, to_begin, ready, running, still };

  void tell(const Move&) override;
  bool is_about(const Instance&);
  void note_name(const Instance&);
  void note_what_it_does(const Move&);
  void look();
  void look_at(Instance&);
  void look_for_its_end();
  std::string others_text() const;
  std::string by_whom(const Move&) const;
  std::string done_text() const;
  std::string absent_text() const;
  std::string standing_text(const RunResult&) const;
  std::string outcome_text(const RunResult&) const;

  std::string name_;  // as it was asked for, then the process's own
  std::string asked_;
  double at_;
  bool has_looked_ = false, is_answered_ = false, is_one_of_several_ = false;
  std::map<std::uint32_t, Name> names_;  // by id
  std::optional<std::uint32_t> id_;      // of the process, once one is known that the name fits
  NameFit fit_ = NameFit::none;
  const ProcessTypeState* kind_ = nullptr;
  Notes notes_;
  std::optional<double> cancelled_;  // when a step last cancelled one of that name
  std::string cancelled_by_;
  Standing standing_ = Standing::absent;
  std::string found_;    // at the end of the instant
  std::string outcome_;  // what became of it
};

}  // namespace asim
