// Queues, resources, containers and gates of the reference interpreter: written to be compared with section 4
// of LANGUAGE.md, sentence by sentence; nothing is fast. The lines hold requests that the processes own.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "reference/model.h"
#include "reference/request.h"

namespace asim::test::reference {

class Objects {
public:
  /// `on_grant` is called for every request that waited and is served; it may make others leave their lines.
  Objects(const Model& model, std::function<void(Request&)> on_grant);

  /// Whether the request, which is in no line, can be done at once.
  bool possible(const Request& request) const;
  /// Does it, and serves those who can go on because of it.
  void carry_out(Request& request);
  /// Joins the line.
  void enter(Request& request);
  /// Leaves the line. The object has to be served afterwards.
  void leave(Request& request);
  /// Takes back what was granted and not received. The object has to be served afterwards.
  void give_back(Request& request);
  /// Serves whom the object can serve after such a step was withdrawn.
  void serve(const Step& step);

  /// Takes the first item out that the step wants, whoever waits.
  std::optional<Item> remove(const Step& step);
  void open(int gate);
  void close(int gate);
  void pulse(int gate);
  void release(int resource, int amount);

private:
  using Line = std::vector<Request*>;
  struct QueueState {
    Queue declared;
    std::vector<Item> items;  // in the order in which they are taken
    Line getters, putters;
  };
  struct ResourceState {
    int capacity, in_use;
    Line line;
  };
  struct ContainerState {
    int capacity, level;
    bool first_fit;
    Line getters, putters;
  };
  struct GateState {
    bool open;
    Line waiting;
  };

  QueueState& queue(const Step& step) { return queues_[static_cast<std::size_t>(step.object)]; }
  const QueueState& queue(const Step& step) const { return queues_[static_cast<std::size_t>(step.object)]; }
  ResourceState& resource(const Step& step) { return resources_[static_cast<std::size_t>(step.object)]; }
  const ResourceState& resource(const Step& s) const {
    return resources_[static_cast<std::size_t>(s.object)];
  }
  ContainerState& container(const Step& step) { return containers_[static_cast<std::size_t>(step.object)]; }
  const ContainerState& container(const Step& s) const {
    return containers_[static_cast<std::size_t>(s.object)];
  }
  GateState& gate(int index) { return gates_[static_cast<std::size_t>(index)]; }

  static bool may_have(const QueueState& queue, const Request& getter, const Item& item);
  static bool enough(const QueueState& queue, const Request& getter, std::size_t more = 0);
  bool can_get(const QueueState& queue, const Request& request) const;
  bool can_put(const QueueState& queue, const Request& request) const;
  static Request* putter_for(const QueueState& queue, const Request& getter);
  void insert(QueueState& queue, Item& item);
  void take_items(QueueState& queue, Request& getter);
  bool serve_a_getter(QueueState& queue);
  bool admit_a_putter(QueueState& queue);

  void let_through(int gate);
  bool fits(const Request& request) const;
  bool serve_front(Line& line, bool first_fit = false);
  void serve_lines(const Step& step, bool putters_first);
  void do_amount(Request& request);

  Line& line_of(const Request& request);
  void grant(Line& line, Request& request);

  std::function<void(Request&)> on_grant_;
  std::vector<QueueState> queues_;
  std::vector<ResourceState> resources_;
  std::vector<ContainerState> containers_;
  std::vector<GateState> gates_;
  int items_put_ = 0;
};

}  // namespace asim::test::reference
