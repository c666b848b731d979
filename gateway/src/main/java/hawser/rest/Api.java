package hawser.rest;

import hawser.admin.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table of routes, behind the [Guard].
public final class Api {
  private static final Set<String> VDOMS = Set.of("root", "*", "global");

  private final Guard guard;
  private final Envelope envelope;
  private final List<Route> routes;

  public Api(Guard guard, Envelope envelope, List<Route> routes) {
    this.guard = guard;
    this.envelope = envelope;
    this.routes = List.copyOf(routes);
  }

  public List<Route> routes() {
    return routes;
  }

  /// Answers; a request that fails is answered in FortiOS's envelope.
  public Reply answer(Exchange exchange) {
    try {
      Route route = find(exchange);
      Principal principal = guard.admit(exchange, route);
      String vdom = exchange.query().getOrDefault("vdom", "root");
      if (!VDOMS.contains(vdom)) {
        throw new RestException(404, -3, "vdom", "there is no such VDOM");
      }
      return route.handler().answer(exchange, principal);
    } catch (RestException e) {
      Reply.Whole error = envelope.error(exchange, e);
      return e.status() == 401 ? error.with("WWW-Authenticate", "Bearer") : error;
    } catch (IllegalStateException e) {
      return envelope.error(
          exchange, new RestException(503, -1, "", "the gateway did not answer in time"));
    }
  }

  /// A path that is not there and a method that is not allowed are told only to those who passed
  /// the same checks as everybody.
  private Route find(Exchange exchange) throws RestException {
    String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
    Optional<Route> found =
        routes.stream()
            .filter(route -> route.method().equals(method) && route.leadsTo(exchange.path()))
            .findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    boolean path = routes.stream().anyMatch(route -> route.leadsTo(exchange.path()));
    throw path
        ? new RestException(405, -1, "", "this method is not allowed here")
        : RestException.notFound("there is nothing here");
  }
}
