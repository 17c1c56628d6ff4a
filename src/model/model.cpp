#include "model/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "model/yaml_reader.h"

namespace asim {
namespace {

namespace fs = std::filesystem;

constexpr Key kModelKeys[] = {
    {"model", KeyType::literal, false, "", "the model's title"},
    {"about", KeyType::literal, false, "", "what it shows"},
    {"time_unit", KeyType::literal, false, "",
     "a label for outputs; with seconds, minutes, hours, days or weeks times can be written as `8h30m`"},
    {"epoch", KeyType::literal, false, "", "the date of time 0, 2026-01-05 08:00: times are shown as dates"},
    {"include", KeyType::names, false, "", "files whose declarations are merged into this one"},
    {"until", KeyType::number, false, "", "the horizon: events at exactly this time still happen"},
    {"warmup", KeyType::number, false, "0", "statistics are reset at this time"},
    {"seed", KeyType::whole, false, "1", "the default of --seed"},
    {"timeline", KeyType::names, false, "all", "the kinds of rows that are shown by default"},
    {"params", KeyType::mapping, false, "", "constants that a command line or a sweep can override"},
    {"vars", KeyType::mapping, false, "", "shared variables"},
    {"resources", KeyType::mapping, false, "", "units that processes hold for a while"},
    {"queues", KeyType::mapping, false, "", "queues of items"},
    {"containers", KeyType::mapping, false, "", "amounts of something that cannot be told apart"},
    {"gates", KeyType::mapping, false, "", "where many wait until one opens"},
    {"procedures", KeyType::mapping, false, "", "steps that processes can call"},
    {"processes", KeyType::mapping, false, "", "the processes"},
    {"outputs", KeyType::outputs, false, "", "named results"},
    {"experiment", KeyType::mapping, false, "", "what `asim sweep` does without options"},
};

class Reader {
public:
  Reader(Sources& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  void file(const std::string& path, Span asked_for) {
    const Source* source = read_source(path, sources_, diagnostics_, asked_for);
    if (source) {
      document(*source, path);
    } else {
      broken_ = true;
    }
  }

  void document(const Source& source, const std::string& path) {
    const bool is_main = tree_.documents.empty();
    Document& document = tree_.documents.emplace_back(read_yaml(source, diagnostics_));
    tree_.files.push_back(path);
    const Node* root = document.root;
    if (!root) {
      broken_ = true;
      return;
    }
    if (!check_keys(*root, kModelKeys, "a model", diagnostics_)) {
      broken_ = true;
      return;
    }
    open_files_.push_back(canonical(path));
    if (const Node* include = root->find("include")) includes(*include, path);
    open_files_.pop_back();
    if (is_main) {
      settings(*root);
    } else {
      warn_of_settings(*root);
    }
    sections(*root);
  }

  /// Nothing of a model that could not be read as a whole: the names it declares are not known, and whatever
  /// uses them would look wrong.
  ModelTree finish() {
    if (broken_) return {};
    if (tree_.processes.empty() && !diagnostics_.has_errors()) {
      const Node& root = *tree_.documents.front().root;
      const Node::Member* processes = root.find_member("processes");
      diagnostics_.error(
          processes ? processes->key->span : root.span,
          processes ? "`processes:` is empty: a model needs a process" : "a model needs `processes:`");
    }
    return std::move(tree_);
  }

private:
  static std::string canonical(const std::string& path) {
    std::error_code error;
    const fs::path result = fs::weakly_canonical(path, error);
    return error ? path : result.string();
  }

  void includes(const Node& node, const std::string& including) {
    std::vector<const Node*> files = node.items;
    if (!check_list(node, "`include:`", diagnostics_) && node.is_scalar()) files.assign(1, &node);
    for (const Node* item : files) {
      if (!item->is_scalar()) {
        diagnostics_.error(item->span, "`include:` must be a list of file names");
        continue;
      }
      const std::string path = (fs::path(including).parent_path() / item->text).string();
      const std::string name = canonical(path);
      if (std::find(open_files_.begin(), open_files_.end(), name) != open_files_.end()) {
        diagnostics_.error(item->span, fmt::format("`{}` includes itself: a cycle", item->text));
      } else if (std::find(read_files_.begin(), read_files_.end(), name) == read_files_.end()) {
        read_files_.push_back(name);
        file(path, item->span);
      }
    }
  }

  /// They are the main file's: what is merged are declarations.
  void warn_of_settings(const Node& root) {
    for (const std::string_view key :
         {"time_unit", "epoch", "until", "warmup", "seed", "timeline", "experiment"}) {
      if (const Node::Member* member = root.find_member(key))
        diagnostics_.warning(member->key->span, fmt::format("`{}:` of an included file is not used", key));
    }
  }

  void settings(const Node& root) {
    tree_.title = literal(root, "model");
    tree_.about = literal(root, "about");
    tree_.time_unit = literal(root, "time_unit");
    tree_.epoch = literal(root, "epoch");
    tree_.until = root.find("until");
    tree_.warmup = root.find("warmup");
    tree_.seed = root.find("seed");
    tree_.timeline = root.find("timeline");
    tree_.experiment = root.find("experiment");
  }

  const Node* literal(const Node& root, std::string_view key) {
    const Node* node = root.find(key);
    if (!node || node->is_null() || node->is_scalar()) return node;
    diagnostics_.error(node->span, fmt::format("`{}:` must be text", key));
    return nullptr;
  }

  void sections(const Node& root) {
    section(root, "params", tree_.params);
    section(root, "vars", tree_.vars);
    section(root, "resources", tree_.resources);
    section(root, "queues", tree_.queues);
    section(root, "containers", tree_.containers);
    section(root, "gates", tree_.gates);
    section(root, "procedures", tree_.procedures);
    section(root, "processes", tree_.processes);
    section(root, "outputs", tree_.outputs);
  }

  void section(const Node& root, std::string_view key, std::vector<Declaration>& declarations) {
    for (const Node::Member& member : root.members) {
      if (meant_section(member.key->text) == key) section(key, *member.value, declarations);
    }
  }

  /// A misspelt section, which has been reported, is read nevertheless: its names are meant to be known.
  static std::string_view meant_section(std::string_view name) {
    if (find_key(kModelKeys, name)) return name;
    std::vector<std::string_view> names;
    for (const Key& key : kModelKeys) names.push_back(key.name);
    return nearest(name, names);
  }

  void section(std::string_view key, const Node& node, std::vector<Declaration>& declarations) {
    if (node.is_null()) return;
    for (const Node::Member& member : node.members) declarations.push_back({member.key, member.value});
    if (node.is_mapping() || !node.members.empty())
      return;  // `{name}`, which has been reported, is no mapping
    diagnostics_.error(node.span, fmt::format("`{}:` must be a mapping of names to what they are", key));
    for (const Node* item : node.items) {
      broken_ = broken_ || !item->is_mapping();
      for (const Node::Member& member : item->members) declarations.push_back({member.key, member.value});
    }
    broken_ = broken_ || !node.is_list();
  }

  Sources& sources_;
  Diagnostics& diagnostics_;
  ModelTree tree_;
  std::vector<std::string> open_files_, read_files_;
  bool broken_ = false;
};

}  // namespace

std::span<const Key> model_keys() { return kModelKeys; }

ModelTree read_model(const std::string& path, Sources& sources, Diagnostics& diagnostics) {
  Reader reader(sources, diagnostics);
  reader.file(path, {});
  return reader.finish();
}

ModelTree read_model_text(std::string name, std::string text, Sources& sources, Diagnostics& diagnostics) {
  Reader reader(sources, diagnostics);
  const std::string path = name;
  const Source& source = sources.add(std::move(name), std::move(text));
  reader.document(source, path);
  return reader.finish();
}

}  // namespace asim
