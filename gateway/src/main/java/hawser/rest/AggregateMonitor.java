package hawser.rest;

import hawser.admin.Principal;
import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `monitor/system/ipsec-aggregate`, which FortiOS lacks: members by location with their share.
public final class AggregateMonitor {
  private static final Route.Granted SEE = new Route.Granted(Group.VPN, Access.READ);
  private static final String BASE = "/api/v2/monitor/system/ipsec-aggregate";

  private final Sampler sampler;
  private final History history;
  private final Envelope envelope;

  public AggregateMonitor(Sampler sampler, History history, Envelope envelope) {
    this.sampler = sampler;
    this.history = history;
    this.envelope = envelope;
  }

  public List<Route> routes() {
    return List.of(
        Route.of("GET", BASE, SEE, this::list),
        Route.of("GET", BASE + "/history", SEE, this::past));
  }

  private Reply list(Exchange exchange, Principal principal) throws RestException {
    Sampler.Seen seen = sampler.latest();
    List<Map<String, Object>> rows =
        seen.ropes().stream().map(rope -> aggregate(rope, seen.sample())).toList();
    return envelope.success(exchange, Selection.of(exchange).apply(rows));
  }

  private Reply past(Exchange exchange, Principal principal) {
    return envelope.success(exchange, history.toJson());
  }

  /// An aggregate as REST and the stream of events show it.
  static Map<String, Object> aggregate(Ropes.Rope rope, Sample sample) {
    List<Object> locations = new ArrayList<>();
    for (Ropes.Location location : rope.locations()) {
      long sum = location.members().stream().mapToLong(m -> total(sample.rate(m))).sum();
      List<Object> members = new ArrayList<>();
      for (TunnelState member : location.members()) {
        Sample.Rate rate = sample.rate(member);
        members.add(
            Json.object(
                "name", member.name(),
                "parent", member.parent(),
                "interface", member.interfaceName(),
                "weight", member.weight(),
                "share", sum == 0 ? 0.0 : Math.round(1000.0 * total(rate) / sum) / 10.0,
                "incoming_rate", rate.in(),
                "outgoing_rate", rate.out(),
                "incoming_bytes", member.rxBytes(),
                "outgoing_bytes", member.txBytes(),
                "incoming_packets", member.rxPackets(),
                "outgoing_packets", member.txPackets()));
      }
      List<Object> lost = new ArrayList<>();
      for (Ropes.Lost one : location.lost()) {
        lost.add(
            Json.object(
                "name", one.name(),
                "link", one.link(),
                "interface", one.interfaceName(),
                "seen", one.seen().toEpochMilli()));
      }
      locations.add(
          new LinkedHashMap<>(
              Json.object("location", location.id(), "members", members, "lost", lost)));
    }
    return Json.object(
        "name", rope.aggregate().name(),
        "algorithm", rope.aggregate().algorithm(),
        "sentence", Ropes.sentence(rope, sample.snapshot().time()),
        "state", rope.up() == 0 ? "down" : rope.lost() > 0 ? "degraded" : "whole",
        "locations", locations);
  }

  private static long total(Sample.Rate rate) {
    return rate.in() + rate.out();
  }
}
