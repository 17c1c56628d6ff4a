#include "program/value_text.h"

#include "base/numbers.h"
#include "program/heap.h"
#include "program/instance.h"
#include "program/instance_access.h"
#include "program/object.h"

namespace asim {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kLongest = std::size_t{1} << 20;

void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

void append_quoted(fmt::memory_buffer& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"': append(out, "\\\""); break;
      case '\\': append(out, "\\\\"); break;
      case '\n': append(out, "\\n"); break;
      case '\r': append(out, "\\r"); break;
      case '\t': append(out, "\\t"); break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out.append(fmt::format("\\u{:04x}", static_cast<unsigned>(c)));
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

class JsonWriter {
public:
  explicit JsonWriter(fmt::memory_buffer& out) : out_{out}, limit_{out.size() + kLongest} {}

  void value(const Value& v, int depth) {
    if (depth > kDeepest || out_.size() > limit_) return append_quoted(out_, "...");
    switch (v.kind()) {
      case Value::Kind::number: return number(v.as_number());
      case Value::Kind::text: return append_quoted(out_, v.as_text()->view());
      case Value::Kind::list: return list(*v.as_list(), depth);
      case Value::Kind::record: return record(*v.as_record(), depth);
      case Value::Kind::object: return append_quoted(out_, v.as_object()->name);
      case Value::Kind::instance: return append_quoted(out_, instance_name(*v.as_instance()));
      case Value::Kind::null:
      case Value::Kind::boolean: return append_value(out_, v);
    }
  }

private:
  void number(double x) {
    const bool in_json = x - x == 0;
    if (!in_json) out_.push_back('"');
    append_number(out_, x);
    if (!in_json) out_.push_back('"');
  }

  void list(const List& list, int depth) {
    out_.push_back('[');
    for (std::uint32_t i = 0; i < list.size && out_.size() <= limit_; ++i) {
      if (i > 0) append(out_, ", ");
      value(list.data[i], depth + 1);
    }
    append(out_, out_.size() > limit_ ? "...]" : "]");
  }

  void record(const Record& record, int depth) {
    out_.push_back('{');
    for (std::uint32_t i = 0; i < record.size && out_.size() <= limit_; ++i) {
      if (i > 0) append(out_, ", ");
      append_quoted(out_, value_text(record.data[i].key));
      append(out_, ": ");
      value(record.data[i].value, depth + 1);
    }
    append(out_, out_.size() > limit_ ? "...}" : "}");
  }

  fmt::memory_buffer& out_;
  std::size_t limit_;
};

}  // namespace

void append_json(fmt::memory_buffer& out, const Value& v) { JsonWriter(out).value(v, 0); }

void append_value(fmt::memory_buffer& out, const Value& v) {
  switch (v.kind()) {
    case Value::Kind::number: return append_number(out, v.as_number());
    case Value::Kind::null: return append(out, "null");
    case Value::Kind::boolean: return append(out, v.as_boolean() ? "true" : "false");
    case Value::Kind::text: return append(out, v.as_text()->view());
    case Value::Kind::object: return append(out, v.as_object()->name);
    case Value::Kind::instance: return append(out, instance_name(*v.as_instance()));
    case Value::Kind::list:
    case Value::Kind::record: return append_json(out, v);
  }
}

std::string value_text(const Value& v) {
  fmt::memory_buffer out;
  append_value(out, v);
  return fmt::to_string(out);
}

std::string_view kind_description(const Value& v) {
  switch (v.kind()) {
    case Value::Kind::number: return "a number";
    case Value::Kind::null: return "null";
    case Value::Kind::boolean: return v.as_boolean() ? "true" : "false";
    case Value::Kind::text: return "text";
    case Value::Kind::list: return "a list";
    case Value::Kind::record: return "a record";
    case Value::Kind::instance: return "a process";
    case Value::Kind::object: break;
  }
  switch (v.as_object()->kind) {
    case ObjectKind::queue: return "a queue";
    case ObjectKind::resource: return "a resource";
    case ObjectKind::container: return "a container";
    case ObjectKind::gate: return "a gate";
  }
  return "an object";
}

}  // namespace asim
