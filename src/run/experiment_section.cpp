#include "run/experiment_section.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/numbers.h"
#include "run/design.h"
#include "run/levels.h"
#include "run/run_plan.h"

namespace asim {
namespace {

constexpr Key kKeys[] = {
    {"parameters", KeyType::mapping, false, "",
     "parameters with their values: a list, or a range 0.1:0.9:0.1"},
    {"zip", KeyType::literal, false, "false", "true: pairs the values, first with first, instead of a grid"},
    {"design", KeyType::literal, false, "",
     "a CSV file with a column for each parameter and a row for each point"},
    {"antithetic", KeyType::literal, false, "false",
     "true: replications in pairs, the second with the mirrored random numbers of the first"},
    {"replications", KeyType::whole, false, "1", "runs of each point"},
    {"precision", KeyType::mapping, false, "",
     "outputs with the half-width that their 95 % confidence intervals are to have: 5%, or 0.2"},
    {"max_replications", KeyType::whole, false, "1000", "with precision, the most runs of a point"},
};

class Reader {
public:
  Reader(const ModelTree& tree, const Sources& sources, Diagnostics& diagnostics)
      : tree_(tree), sources_(sources), diagnostics_(diagnostics) {}

  ExperimentSection read(const Node& node) {
    ExperimentSection section;
    if (!check_keys(node, kKeys, "`experiment:`", diagnostics_)) return section;
    if (const Node* parameters = node.find("parameters")) read_parameters(*parameters, section);
    if (const Node* zip = node.find("zip")) section.zip = flag(*zip, "zip");
    if (const Node* antithetic = node.find("antithetic"))
      section.antithetic = flag(*antithetic, "antithetic");
    if (const Node* design = node.find("design")) section.design = path(*design);
    section.replications = whole(node.find("replications"), "replications");
    section.max_replications = whole(node.find("max_replications"), "max_replications");
    if (const Node* precision = node.find("precision")) read_precision(*precision, section);
    return section;
  }

private:
  void read_parameters(const Node& node, ExperimentSection& section) {
    if (!is_mapping(node, "parameters", "parameters to values")) return;
    for (const Node::Member& member : node.members) {
      check_name(*member.key, tree_.params, "parameter");
      std::vector<std::string> texts;
      std::vector<const Node*> items(member.value->items);
      if (!member.value->is_list()) items.push_back(member.value);
      for (const Node* item : items) {
        if (item->is_scalar()) {
          check_levels(member.key->text, *item);
          texts.push_back(item->text);
        } else {
          diagnostics_.error(item->span,
                             "a value in `experiment:` must be a number, true, false, null or text");
        }
      }
      if (items.empty()) diagnostics_.error(member.value->span, "a list of values must not be empty");
      section.parameters.emplace_back(member.key->text, std::move(texts));
    }
  }

  void check_levels(const std::string& name, const Node& item) {
    try {
      parse_levels(name, item.text, Design::kMostPoints);
    } catch (const DesignError& error) {
      diagnostics_.error(item.span, error.what());
    }
  }

  void read_precision(const Node& node, ExperimentSection& section) {
    if (!is_mapping(node, "precision", "outputs to half-widths")) return;
    for (const Node::Member& member : node.members) {
      check_name(*member.key, tree_.outputs, "output");
      if (!parse_goal(member.value->text)) {
        diagnostics_.error(member.value->span, "a precision must be a half-width such as 5% or 0.2");
      }
      section.precision.emplace_back(member.key->text, member.value->text);
    }
  }

  void check_name(const Node& name, const std::vector<Declaration>& declared, std::string_view what) {
    std::vector<std::string_view> names;
    for (const Declaration& declaration : declared) {
      if (declaration.name->text == name.text) return;
      names.push_back(declaration.name->text);
    }
    diagnostics_.error(name.span, fmt::format("no {} named `{}`", what, name.text),
                       suggestion(name.text, names));
  }

  bool is_mapping(const Node& node, std::string_view key, std::string_view what) {
    if (!node.is_mapping())
      diagnostics_.error(node.span, fmt::format("`{}:` must be a mapping of {}", key, what));
    return node.is_mapping();
  }

  bool flag(const Node& node, std::string_view key) {
    if (node.text != "true" && node.text != "false") {
      diagnostics_.error(node.span, fmt::format("`{}:` must be true or false", key));
    }
    return node.text == "true";
  }

  std::optional<std::uint64_t> whole(const Node* node, std::string_view key) {
    if (!node) return std::nullopt;
    const std::optional<std::uint64_t> number = parse_unsigned(node->text);
    if (!number || *number == 0) {
      diagnostics_.error(node->span, fmt::format("`{}:` must be a whole number, at least 1", key));
    }
    return number;
  }

  /// Relative to the model.
  std::string path(const Node& node) const {
    const std::string& model = sources_.locate(node.span).source->name;
    return (std::filesystem::path(model).parent_path() / node.text).string();
  }

  const ModelTree& tree_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::span<const Key> experiment_keys() { return kKeys; }

ExperimentSection read_experiment(const Node& node, const ModelTree& tree, const Sources& sources,
                                  Diagnostics& diagnostics) {
  return Reader(tree, sources, diagnostics).read(node);
}

}  // namespace asim
