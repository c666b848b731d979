package hawser.rest;

import hawser.admin.Authority;
import hawser.admin.Principal;
import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import java.time.Instant;
import java.util.List;

/// `monitor/system/status`, `interface`, `time`.
public final class SystemMonitor {
  private static final String BASE = "/api/v2/monitor/system/";

  private final Authority authority;
  private final HostInterfaces interfaces;
  private final Envelope envelope;

  public SystemMonitor(Authority authority, Envelope envelope) {
    this.authority = authority;
    this.interfaces = new HostInterfaces();
    this.envelope = envelope;
  }

  public List<Route> routes() {
    Route.Granted system = new Route.Granted(Group.SYSTEM, Access.READ);
    Route.Granted network = new Route.Granted(Group.NETWORK, Access.READ);
    return List.of(
        Route.of("GET", BASE + "status", system, this::status),
        Route.of(
            "GET",
            BASE + "time",
            system,
            (e, p) -> envelope.success(e, Json.object("time", Instant.now().getEpochSecond()))),
        Route.of("GET", BASE + "interface", network, this::interfaces),
        Route.of("GET", BASE + "interface/select", network, this::interfaces));
  }

  private Reply status(Exchange exchange, Principal principal) {
    return envelope.success(
        exchange,
        Json.object(
            "model_name", "Hawser",
            "model_number", "",
            "model", "HWSR",
            "hostname", authority.settings().hostname(),
            "log_disk_status", "not_available"));
  }

  private Reply interfaces(Exchange exchange, Principal principal) throws RestException {
    String wanted = exchange.query().getOrDefault("interface_name", "");
    return envelope.success(exchange, interfaces.read(wanted));
  }
}
