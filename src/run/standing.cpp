#include "run/standing.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "engine/group.h"
#include "engine/resource.h"
#include "program/object_types.h"
#include "program/objects.h"
#include "program/value_text.h"
#include "steps/execution.h"
#include "steps/registry.h"
#include "steps/with.h"

namespace asim {
namespace {

using ItemQueue = Queue<Value>;
constexpr std::size_t kNamedAhead = 3;

Process& process_of(const Event& event) { return event.process(); }
Process& process_of(const Claim& claim) { return claim.request->process(); }

template <class Node>
LinePlace place_in(const Line<Node>& line, const Node& node, std::string object) {
  LinePlace place;
  place.object = std::move(object);
  place.length = line.size();
  place.priority = node.priority;
  for (const Node* at = line.front(); at; at = line.after(*at)) {
    ++place.position;
    if (at == &node) return place;
    if (place.ahead.size() < kNamedAhead)
      place.ahead.push_back(&owner_of(static_cast<Instance&>(process_of(*at))));
  }
  place.position = 0;  // it has left the line
  return place;
}

LinePlace place_of(const ItemQueue::Get& get) {
  const QueueObject& queue = object_of(get.queue());
  LinePlace place = place_in(queue.waiting_getters(), get, queue.name);
  place.condition = queue.length() == 0
                        ? fmt::format("`{}` is empty", queue.name)
                        : fmt::format("`{}` has {}", queue.name, plural(queue.length(), "item"));
  return place;
}

LinePlace place_of(const ItemQueue::Put& put) {
  const QueueObject& queue = object_of(put.queue());
  LinePlace place = place_in(queue.waiting_putters(), put, queue.name);
  place.condition = fmt::format("`{}` is full ({} of {})", queue.name, queue.length(), queue.capacity());
  return place;
}

LinePlace place_of(const Container::Request& request) {
  const ContainerObject& container = object_of(request.container());
  const bool gets = dynamic_cast<const Container::Get*>(&request) != nullptr;
  LinePlace place =
      place_in(gets ? container.waiting_getters() : container.waiting_putters(), request, container.name);
  place.condition = fmt::format("`{}` holds {} of {}", container.name, number_text(container.level()),
                                number_text(container.capacity()));
  return place;
}

LinePlace place_of(const Claim& claim) {
  const ResourceObject& resource = object_of(*claim.resource);
  LinePlace place = place_in(resource.line(), claim, resource.name);
  place.condition =
      resource.is_down() ? fmt::format("`{}` is out of order", resource.name)
      : resource.capacity() == 0 && resource.in_use() == 0
          ? fmt::format("`{}` has a capacity of 0 now", resource.name)
          : fmt::format("{} of {} of `{}` in use", resource.in_use(), resource.capacity(), resource.name);
  place.can_rise = resource.upkeep && resource.upkeep->schedule;
  for (const Hold* hold = resource.holders().front(); hold; hold = resource.holders().after(*hold))
    place.holders.push_back({&owner_of(static_cast<Instance&>(*hold->process)), hold->amount, hold->since});
  return place;
}

void add_lines(const Event& event, std::vector<LinePlace>& lines) {
  if (event.state() != Event::State::waiting) return;
  if (const auto* group = dynamic_cast<const Group*>(&event)) {
    for (std::size_t i = 0; i < group->size(); ++i) add_lines(group->part(i), lines);
  } else if (const auto* get = dynamic_cast<const ItemQueue::Get*>(&event)) {
    lines.push_back(place_of(*get));
  } else if (const auto* put = dynamic_cast<const ItemQueue::Put*>(&event)) {
    lines.push_back(place_of(*put));
  } else if (const auto* request = dynamic_cast<const Container::Request*>(&event)) {
    lines.push_back(place_of(*request));
  } else if (const auto* acquire = dynamic_cast<const Acquire*>(&event)) {
    for (const Claim& claim : acquire->claims()) lines.push_back(place_of(claim));
  } else if (const auto* wait = dynamic_cast<const Gate::Wait*>(&event)) {
    const GateObject& gate = object_of(wait->gate());
    lines.push_back(place_in(gate.line(), *wait, gate.name));
    lines.back().condition = fmt::format("`{}` is closed", gate.name);
  }
}

std::string ordinal(std::size_t n) {
  const bool is_teen = n % 100 / 10 == 1;
  const std::string_view ending = is_teen       ? "th"
                                  : n % 10 == 1 ? "st"
                                  : n % 10 == 2 ? "nd"
                                  : n % 10 == 3 ? "rd"
                                                : "th";
  return fmt::format("{}{}", n, ending);
}

std::string items_text(const ItemQueue::Get& get) {
  std::string text;
  for (const auto* item = get.granted_items(); item; item = get.after(*item))
    text += (text.empty() ? "" : ", ") + value_text(item->item);
  return text;
}

}  // namespace

const Object* kept_by(const Instance& instance) {
  if (!instance.type().is_hidden || instance.type().name != "upkeep") return nullptr;
  const Value& resource = const_cast<Instance&>(instance).vars()[UpkeepSlot::resource];
  return resource.is_object() ? resource.as_object() : nullptr;  // not yet told which
}

std::string shown_name(const Instance& instance) {
  if (const Object* kept = kept_by(instance)) {
    const bool is_schedule = const_cast<Instance&>(instance).vars()[UpkeepSlot::part].as_number() == 0;
    return fmt::format("the {} of `{}`", is_schedule ? "schedule" : "downtime", kept->name);
  }
  const std::string name(name_of(instance));
  return instance.parent() ? name + "'s branch" : name;
}

std::string step_word(const Op& op, const Program& program, const Sources& sources) {
  const std::string_view text = sources.text_of(program.spans[op.index]);
  if (find_step_kind(text)) return std::string(text);
  // What is no step, or a part of one, is known by the first word.
  const std::string_view word = text.substr(0, text.find_first_of(": \n"));
  return op.dump().starts_with("arrivals") ? "arrivals" : std::string(word);
}

std::vector<LinePlace> lines_of(const Event& event) {
  std::vector<LinePlace> lines;
  add_lines(event, lines);
  std::erase_if(lines, [](const LinePlace& place) { return place.position == 0; });
  return lines;
}

std::vector<LinePlace> lines_of(const Instance& instance) {
  if (const Acquire* request = request_of_held_back(instance)) return lines_of(*request);
  if (instance.is_waiting() && instance.event()) return lines_of(*instance.event());
  return {};
}

std::string place_text(const LinePlace& place) {
  std::string text =
      fmt::format("{} of {} in the line of `{}`", ordinal(place.position), place.length, place.object);
  if (place.priority != 0) text += fmt::format(" (priority {})", number_text(place.priority));
  if (place.ahead.empty()) return text;
  text += ", behind ";
  for (std::size_t i = 0; i < place.ahead.size(); ++i)
    text += (i > 0 ? ", " : "") + shown_name(*place.ahead[i]);
  const std::size_t more = place.position - 1 - place.ahead.size();
  return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

std::string granted_text(const Event& event) {
  if (const auto* first = dynamic_cast<const FirstOf*>(&event))
    return first->granted() ? granted_text(first->part(first->winner())) : "";
  if (const auto* get = dynamic_cast<const ItemQueue::Get*>(&event)) return items_text(*get);
  if (const auto* request = dynamic_cast<const Container::Request*>(&event))
    return number_text(request->amount()) + " of `" + object_of(request->container()).name + "`";
  if (const auto* put = dynamic_cast<const ItemQueue::Put*>(&event))
    return "room in `" + object_of(put->queue()).name + "`";
  if (const auto* wait = dynamic_cast<const Gate::Wait*>(&event))
    return "the way through `" + object_of(wait->gate()).name + "`";
  std::string text;
  if (const auto* acquire = dynamic_cast<const Acquire*>(&event)) {
    for (const Claim& claim : acquire->claims())
      text += fmt::format("{}{} of `{}`", text.empty() ? "" : " and ", claim.amount,
                          object_of(*claim.resource).name);
  }
  return text;
}

bool stands_still(const Instance& instance) {
  const Process::State state = instance.state();
  return instance.op && (state == Process::State::sleeping || state == Process::State::waiting);
}

std::string message_of(Instance& instance) {
  Frame frame{instance.run(), &instance, instance.own};
  const double time = instance.wake_time();
  const auto* op = dynamic_cast<const WaitingOp*>(instance.op);
  if (!op) return "resume me at " + number_text(time);
  const bool is_timed_out = instance.is_waiting() && time < Loop::kForever;
  const std::string message = op->message(frame, instance.is_waiting() ? instance.event() : nullptr);
  return is_timed_out ? fmt::format("{}, or else at {}", message, number_text(time)) : message;
}

}  // namespace asim
