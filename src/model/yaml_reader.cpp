#include "model/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "model/yaml_builder.h"

namespace asim {

namespace {

class Handler : public YAML::EventHandler {
public:
  explicit Handler(YamlBuilder& builder) : builder_(builder) {}

  // The parser counts bytes behind the byte order mark.
  std::size_t offset(const YAML::Mark& mark) const {
    return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), builder_.text().size());
  }

  void OnDocumentStart(const YAML::Mark& mark) override { builder_.begin_document(offset(mark)); }
  void OnDocumentEnd() override { builder_.end_document(); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { builder_.null(offset(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.alias(offset(mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    builder_.scalar(offset(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    builder_.open(Node::Kind::list, offset(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    builder_.open(Node::Kind::mapping, offset(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnMapEnd() override { builder_.close(); }
  void OnAnchor(const YAML::Mark&, const std::string& name) override { builder_.name_anchor(name); }

private:
  YamlBuilder& builder_;
};

// The parser would obey directives or drop them silently; a model needs none but the version's.
bool reject_directives(YamlBuilder& builder) {
  const YamlText& text = builder.text();
  const std::size_t first = text.skip_space(0);
  if (text.at(first) != '%' || text.has_at(first, "%YAML ")) return false;
  builder.report({first, text.line_end(first), "a line can't begin with `%`", "put text in quotes"});
  return true;
}

bool is_empty(const Document& document) {
  return !document.root || (document.root->is_null() && document.root->text.empty());
}

}  // namespace

Document read_yaml(const Source& source, Diagnostics& diagnostics) {
  Document document;
  YamlBuilder builder(source, diagnostics, document);
  if (reject_directives(builder)) return document;
  Handler handler(builder);
  try {
    std::istringstream input{std::string(without_byte_order_mark(source.text))};
    YAML::Parser parser(input);
    parser.HandleNextDocument(handler);
    if (!is_empty(document)) {
      parser.HandleNextDocument(handler);  // there must be none: the builder refuses it
      return document;
    }
    builder.report({0, 0, "the document is empty", {}});
  } catch (const YamlBuilder::Stop&) {
  } catch (const YAML::Exception& stop) {
    builder.report_stop(handler.offset(stop.mark), stop.msg);
  }
  document.root = nullptr;
  return document;
}

}  // namespace asim
