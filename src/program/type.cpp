#include "program/type.h"

#include <string_view>
#include <utility>
#include <vector>

namespace asim {
namespace {

constexpr std::pair<Type, std::string_view> kNames[] = {
    {types::number, "a number"}, {types::text, "text"},           {types::boolean, "true or false"},
    {types::null, "null"},       {types::list, "a list"},         {types::record, "a record"},
    {types::queue, "a queue"},   {types::resource, "a resource"}, {types::container, "a container"},
    {types::gate, "a gate"},     {types::instance, "a process"},  {types::process_type, "a kind of process"},
};

}  // namespace

std::string Type::description() const {
  if (*this == types::any) return "anything";
  std::vector<std::string_view> parts;
  for (const auto& [type, name] : kNames) {
    if (may_be(type)) parts.push_back(name);
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

}  // namespace asim
