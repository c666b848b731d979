package hawser.rest;

import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import java.util.List;

/// The stream that the dashboard lives by.
public final class Live {
  private Live() {}

  public static List<Route> routes() {
    return List.of(
        Route.of(
            "GET",
            "/api/v2/monitor/web-ui/events",
            new Route.Granted(Group.VPN, Access.READ),
            (exchange, principal) ->
                new Reply.Events(principal, exchange.header("last-event-id").orElse(""))));
  }
}
