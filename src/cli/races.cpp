// asim races: does a model depend on the order of simultaneous events?

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "base/numbers.h"
#include "base/text_table.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/model_run.h"
#include "record/output.h"
#include "run/races.h"

namespace asim {
namespace {

constexpr std::uint64_t kOrders = 10;
constexpr std::size_t kShownRows = 4;

struct RacesCommandLine : ModelOptions {
  std::string orders, order_seed;
  bool outputs_only = false, quiet = false;
};

class RacesCommand {
public:
  explicit RacesCommand(const RacesCommandLine& options) : options_(options), model_run_(options) {}

  int execute() {
    const std::uint64_t count = options_.orders.empty() ? kOrders : parse_whole(options_.orders, "--orders");
    const std::uint64_t seed =
        options_.order_seed.empty() ? 1 : parse_whole(options_.order_seed, "--order-seed");
    if (!model_run_.load()) return kBadModel;
    Recorder nobody;
    if (!model_run_.simulate(nobody, nullptr)) return kBadModel;
    watch_signals();
    const LoadedModel& model = model_run_.model();
    Races races(model.program, model.sources, model_run_.run_options(), options_.outputs_only,
                is_interrupted);
    const RaceRun usual = races.run({});
    if (usual.was_interrupted) return interrupted();
    if (usual.error) return model_run_.report({RunResult::End::failed, 0, usual.error});
    std::uint64_t tried = 1;
    for (std::uint64_t i = 0; i < 2 + count && usual.ties > 0; ++i, ++tried) {
      TakingOrder order;
      order.kind = i == 0   ? TakingOrder::Kind::newest
                   : i == 1 ? TakingOrder::Kind::last
                            : TakingOrder::Kind::random;
      order.seed = seed + i - 2;
      const RaceRun other = races.run(order);
      if (other.was_interrupted) return interrupted();
      if (races.differ(usual, other)) return tell_difference(races, usual, other, order);
    }
    return tell_none(usual, tried);
  }

private:
  static int interrupted() {
    std::cerr << "interrupted\n";
    return kInterrupted;
  }

  void write(const std::string& text) const {
    if (options_.quiet) return;
    Output out("-");
    out.write(text);
    out.close();
  }

  int tell_none(const RaceRun& usual, std::uint64_t tried) const {
    const std::string what = options_.outputs_only ? "outputs are" : "outputs and the timeline are";
    write(usual.ties == 0 ? std::string("no two things are ever due together: there is nothing to choose\n")
                          : fmt::format("no difference: the {} the same in {}, with {}\n", what,
                                        plural(tried, "order"), plural(usual.ties, "tie")));
    return kDone;
  }

  static std::string contender_text(const Contender& who, std::string_view when) {
    const std::string stands = who.step.empty() ? "begins at" : fmt::format("behind its `{}` at", who.step);
    return sanitized(fmt::format("  {}, {} {}: {}", who.name, stands, who.place, when)) + "\n";
  }

  static std::string rows_text(std::string_view whose, const std::vector<TimelineRow>& rows) {
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), kShownRows); ++i) {
      const TimelineRow& row = rows[i];
      std::string line = fmt::format("  {}: {} {}", whose, row.process, row.event);
      if (!row.object.empty()) line += " " + row.object;
      if (!row.detail.empty()) line += " " + row.detail;
      text += sanitized(line) + "\n";
    }
    if (rows.size() > kShownRows) text += fmt::format("  {}: … {} more\n", whose, rows.size() - kShownRows);
    return rows.empty() ? fmt::format("  {}: nothing of its own\n", whose) : text;
  }

  static std::string outputs_text(const RaceRun& usual, const RaceRun& other) {
    std::string text;
    for (std::size_t i = 0; i < std::min(usual.outputs.size(), other.outputs.size()); ++i) {
      const auto& [name, value] = usual.outputs[i];
      if (value != other.outputs[i].second)
        text += sanitized(fmt::format("  {}: {} in the usual order, {} in the other", name, value,
                                      other.outputs[i].second)) +
                "\n";
    }
    return text.empty() ? text : "outputs that differ:\n" + text;
  }

  static std::string what_depends(const RaceRun& usual, const RaceRun& other, const RaceRun& told) {
    const bool outputs = usual.outputs != told.outputs, timeline = !usual.same_timeline(other);
    const std::string without = usual.outputs.empty() ? "" : ", and no output does,";
    if (outputs) return timeline ? "the outputs and the timeline depend" : "the outputs depend";
    return (timeline ? "the timeline depends" : "the end of the run depends") + without;
  }

  int tell_difference(const Races& races, const RaceRun& usual, const RaceRun& other,
                      const TakingOrder& order) const {
    if (options_.quiet) return kRunFailed;
    const TakingOrder narrowed = races.narrow(usual, other, order);
    const Tie tie = races.first_tie(narrowed);
    const RaceRun least = races.run(narrowed);
    const RaceRun& told = usual.outputs == least.outputs ? other : least;  // whose outputs differ, if any do
    std::string text = fmt::format("{} on the order of simultaneous events: {} gives others\n",
                                   what_depends(usual, other, told), order.description());
    text += fmt::format("\nthe tie behind the first difference, at t = {}, when {} are due together:\n",
                        number_text(tie.time), tie.due);
    text += contender_text(tie.usual, "first in the usual order");
    text += contender_text(tie.other, "first in the other");
    const RaceEffect effect = races.effect(usual, least, narrowed);
    if (effect.time) {
      text += fmt::format("\nthe first difference that this makes, at t = {}:\n", number_text(*effect.time));
      text += rows_text("usual", effect.usual) + rows_text("other", effect.other);
    }
    if (least.error) text += "\nthe other order fails: " + sanitized(least.error->message) + "\n";
    if (const std::string outputs = outputs_text(usual, told); !outputs.empty()) text += "\n" + outputs;
    write(text);
    return kRunFailed;
  }

  const RacesCommandLine& options_;
  ModelRun model_run_;
};

}  // namespace

Command races_command() {
  return {"races", "does the result depend on the order of simultaneous events?", [](CommandLine& line) {
            auto options = std::make_shared<RacesCommandLine>();
            options->add_to(line);
            line.text("--orders", options->orders, "random orders to try, beside two others (10)", "N");
            line.text("--order-seed", options->order_seed, "the seed of the first of them (1)", "N");
            line.flag("--outputs-only", options->outputs_only, "only outputs count, not the timeline");
            line.flag("-q,--quiet", options->quiet, "says nothing: the exit code tells");
            line.on_call([options] { return RacesCommand(*options).execute(); });
          }};
}

}  // namespace asim
