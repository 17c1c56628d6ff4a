#include "reference/objects.h"

#include <algorithm>
#include <string>
#include <utility>

namespace asim::test::reference {
namespace {

bool matches(const Item& item, const Step& getter) {
  return !getter.where || item.value % getter.where->modulus == getter.where->remainder;
}

std::size_t wanted_number(const Step& getter) { return static_cast<std::size_t>(std::max(getter.count, 1)); }

/// Whether it keeps what it wants from those behind until there is enough.
bool claims(const Step& getter) { return getter.where && wanted_number(getter) > 1; }

/// A list of items, or the only one.
Value value_of(const std::vector<Item>& items, bool as_list) {
  if (!as_list) return {std::to_string(items.front().value)};
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : ", ") + std::to_string(item.value);
  return {"[" + text + "]"};
}

/// Rule 4: lines are by priority, then first come first served. Where the newcomer stands.
template <class Line>
auto place_in(Line& line, int priority) {
  return std::ranges::find_if(line, [&](const Request* other) { return other->step.priority > priority; });
}

/// Whether a newcomer of this priority would have somebody before it.
bool somebody_before(const std::vector<Request*>& line, int priority) {
  return place_in(line, priority) != line.begin();
}

bool is_use_of_queue(Kind kind) { return kind == Kind::get || kind == Kind::put; }
bool is_acquisition(Kind kind) { return kind == Kind::acquire || kind == Kind::with; }

}  // namespace

Objects::Objects(const Model& model, std::function<void(Request&)> on_grant)
    : on_grant_(std::move(on_grant)) {
  for (const Queue& queue : model.queues) queues_.push_back({queue, {}, {}, {}});
  for (const Resource& resource : model.resources) resources_.push_back({resource.capacity, 0, {}});
  for (const Container& each : model.containers)
    containers_.push_back({each.capacity, each.level, each.first_fit, {}, {}});
  for (const Gate& gate : model.gates) gates_.push_back({gate.open, {}});
}

// ---- queues ----

/// Rule 4: nobody overtakes; passing over those whose `where` does not match is not overtaking.
bool Objects::may_have(const QueueState& queue, const Request& getter, const Item& item) {
  for (const Request* other : queue.getters) {
    if (other == &getter) break;
    if (claims(other->step) && matches(item, other->step)) return false;
  }
  return matches(item, getter.step);
}

bool Objects::enough(const QueueState& queue, const Request& getter, std::size_t more) {
  const auto suitable =
      std::ranges::count_if(queue.items, [&](const Item& item) { return may_have(queue, getter, item); });
  return static_cast<std::size_t>(suitable) + more >= wanted_number(getter.step);
}

bool Objects::can_get(const QueueState& queue, const Request& request) const {
  for (const Request* other : queue.getters) {
    if (!other->step.where) return false;
  }
  return enough(queue, request) || putter_for(queue, request) != nullptr;
}

/// Rule 4: an item put into a full queue that a waiting getter wants is handed over, whoever of the two came
/// first.
Request* Objects::putter_for(const QueueState& queue, const Request& getter) {
  if (!getter.step.where) return nullptr;  // finds what it wants among the items of a full queue
  if (claims(getter.step)) return nullptr;
  const auto wanted = std::ranges::find_if(
      queue.putters, [&](const Request* putter) { return may_have(queue, getter, putter->item); });
  return wanted == queue.putters.end() ? nullptr : *wanted;
}

bool Objects::can_put(const QueueState& queue, const Request& request) const {
  const bool room = queue.declared.capacity == 0 || queue.items.size() < std::size_t(queue.declared.capacity);
  if (room && !somebody_before(queue.putters, request.step.priority)) return true;
  for (const Request* getter : queue.getters) {  // it is handed over
    if (matches(request.item, getter->step)) return enough(queue, *getter, 1);
  }
  return false;
}

/// At its place in the order of taking; one that is given back has its old place again (rule 6).
void Objects::insert(QueueState& queue, Item& item) {
  if (item.order < 0) item.order = items_put_++;
  const auto is_before = [&](const Item& a, const Item& b) {
    switch (queue.declared.order) {
      case Order::fifo: return a.order < b.order;
      case Order::lifo: return a.order > b.order;
      case Order::priority: break;
    }
    return a.priority != b.priority ? a.priority < b.priority : a.order < b.order;
  };
  queue.items.push_back(item);
  std::ranges::sort(queue.items, is_before);
}

void Objects::take_items(QueueState& queue, Request& getter) {
  Request* putter = enough(queue, getter) ? nullptr : putter_for(queue, getter);
  if (putter) insert(queue, putter->item);
  for (std::size_t i = 0; i < wanted_number(getter.step); ++i) {
    const auto first =
        std::ranges::find_if(queue.items, [&](const Item& item) { return may_have(queue, getter, item); });
    getter.taken.push_back(*first);
    queue.items.erase(first);
  }
  getter.value = value_of(getter.taken, getter.step.count > 0);
  if (putter) grant(queue.putters, *putter);
}

bool Objects::serve_a_getter(QueueState& queue) {
  for (Request* getter : queue.getters) {
    if (enough(queue, *getter) || putter_for(queue, *getter)) {
      take_items(queue, *getter);
      grant(queue.getters, *getter);
      return true;
    }
    if (!getter->step.where) return false;  // rule 4: nobody overtakes
  }
  return false;
}

bool Objects::admit_a_putter(QueueState& queue) {
  if (queue.putters.empty()) return false;
  Request& putter = *queue.putters.front();
  if (queue.items.size() >= std::size_t(queue.declared.capacity)) return false;
  insert(queue, putter.item);
  grant(queue.putters, putter);
  return true;
}

std::optional<Item> Objects::remove(const Step& step) {
  std::vector<Item>& items = queue(step).items;
  const auto wanted = std::ranges::find_if(items, [&](const Item& item) { return matches(item, step); });
  if (wanted == items.end()) return std::nullopt;
  const Item item = *wanted;
  items.erase(wanted);
  while (admit_a_putter(queue(step))) {}
  return item;
}

// ---- resources and containers ----

bool Objects::fits(const Request& request) const {
  const Step& step = request.step;
  if (is_acquisition(step.kind)) return resource(step).in_use + step.amount <= resource(step).capacity;
  if (step.kind == Kind::take) return container(step).level >= step.amount;
  return container(step).level + step.amount <= container(step).capacity;
}

void Objects::do_amount(Request& request) {
  const Step& step = request.step;
  if (is_acquisition(step.kind)) resource(step).in_use += step.amount;
  if (step.kind == Kind::take) container(step).level -= step.amount;
  if (step.kind == Kind::fill) container(step).level += step.amount;
  if (step.kind == Kind::take) request.value = {std::to_string(step.amount)};
}

/// Rule 4: nobody overtakes, so only the first in line is looked at, unless `first_fit`.
bool Objects::serve_front(Line& line, bool first_fit) {
  for (Request* request : line) {
    if (fits(*request)) {
      do_amount(*request);
      grant(line, *request);
      return true;
    }
    if (!first_fit) break;
  }
  return false;
}

/// Those who can go on because of what happened, then those who can go on because of them, and so on.
void Objects::serve_lines(const Step& step, bool putters_first) {
  ContainerState& of = container(step);
  Line& first = putters_first ? of.putters : of.getters;
  Line& second = putters_first ? of.getters : of.putters;
  bool served = true;
  while (served) {
    served = false;
    while (serve_front(first, of.first_fit)) served = true;
    while (serve_front(second, of.first_fit)) served = true;
  }
}

void Objects::release(int index, int amount) {
  ResourceState& released = resources_[static_cast<std::size_t>(index)];
  released.in_use -= amount;
  while (serve_front(released.line)) {}
}

// ---- gates ----

void Objects::open(int index) {
  gate(index).open = true;
  let_through(index);
}

void Objects::close(int index) { gate(index).open = false; }

void Objects::pulse(int index) {
  close(index);
  let_through(index);
}

void Objects::let_through(int index) {
  Line& waiting = gate(index).waiting;
  while (!waiting.empty()) grant(waiting, *waiting.front());
}

// ---- all of them ----

bool Objects::possible(const Request& request) const {
  const Step& step = request.step;
  switch (step.kind) {
    case Kind::get: return can_get(queue(step), request);
    case Kind::put: return can_put(queue(step), request);
    case Kind::acquire:
    case Kind::with: return fits(request) && !somebody_before(resource(step).line, step.priority);
    case Kind::take: return fits(request) && (container(step).first_fit || container(step).getters.empty());
    case Kind::fill: return fits(request) && (container(step).first_fit || container(step).putters.empty());
    default: return gates_[static_cast<std::size_t>(step.object)].open;
  }
}

void Objects::carry_out(Request& request) {
  const Step& step = request.step;
  request.state = Request::State::granted;
  if (step.kind == Kind::get) take_items(queue(step), request);
  if (step.kind == Kind::put) insert(queue(step), request.item);
  do_amount(request);
  if (step.kind == Kind::fill) return serve_lines(step, false);
  if (step.kind == Kind::take) return serve_lines(step, true);
  serve(step);
}

Objects::Line& Objects::line_of(const Request& request) {
  const Step& step = request.step;
  switch (step.kind) {
    case Kind::get: return queue(step).getters;
    case Kind::put: return queue(step).putters;
    case Kind::acquire:
    case Kind::with: return resource(step).line;
    case Kind::take: return container(step).getters;
    case Kind::fill: return container(step).putters;
    default: return gate(step.object).waiting;
  }
}

void Objects::enter(Request& request) {
  request.state = Request::State::waiting;
  Line& line = line_of(request);
  line.insert(place_in(line, request.step.priority), &request);
}

void Objects::leave(Request& request) {
  std::erase(line_of(request), &request);
  request.state = Request::State::new_;
}

void Objects::grant(Line& line, Request& request) {
  std::erase(line, &request);
  request.state = Request::State::granted;
  on_grant_(request);
}

void Objects::give_back(Request& request) {
  const Step& step = request.step;
  request.state = Request::State::new_;
  for (Item& item : request.taken) insert(queue(step), item);
  request.taken.clear();
  if (is_acquisition(step.kind)) resource(step).in_use -= step.amount;
  if (step.kind == Kind::take) container(step).level += step.amount;
}

void Objects::serve(const Step& step) {
  if (is_use_of_queue(step.kind)) {
    while (serve_a_getter(queue(step)) || admit_a_putter(queue(step))) {}
  } else if (is_acquisition(step.kind)) {
    while (serve_front(resource(step).line)) {}
  } else if (step.kind == Kind::take) {
    serve_lines(step, false);
  } else if (step.kind == Kind::fill) {
    serve_lines(step, true);
  }
}

}  // namespace asim::test::reference
