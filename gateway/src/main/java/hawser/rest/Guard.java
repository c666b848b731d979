package hawser.rest;

import hawser.admin.Authority;
import hawser.admin.Principal;
import hawser.admin.Session;
import hawser.config.AccessProfile;
import hawser.net.IpAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The one place where it is decided whether a request may go on. Every route passes it; none has a
/// check of its own. What a client says about its address (`Forwarded`, `X-Forwarded-For`,
/// `X-Real-IP`) is not looked at.
public final class Guard {
  static final Principal NOBODY = new Principal("", AccessProfile.NOTHING, Optional.empty(), false);
  private static final Set<String> BODY_TYPES = Set.of("application/json");

  private final Authority authority;

  public Guard(Authority authority) {
    this.authority = authority;
  }

  static String sessionCookie(Exchange exchange) {
    return "APSCOOKIE_" + exchange.port();
  }

  static String csrfCookie(Exchange exchange) {
    return "ccsrftoken_" + exchange.port();
  }

  /// Who asks, when it may be asked.
  Principal admit(Exchange exchange, Route route) throws RestException {
    requireOurHost(exchange);
    requireOurOrigin(exchange, route);
    return switch (route.protection()) {
      case Route.Open open -> NOBODY;
      case Route.ByPassword login -> NOBODY;
      case Route.Own own -> authenticate(exchange);
      case Route.Granted granted -> {
        Principal principal = authenticate(exchange);
        if (principal.mustChangePassword()) {
          throw new RestException(403, -14, "", "change the password first");
        }
        if (!principal.profile().allows(granted.group(), granted.access())) {
          throw new RestException(403, -14, "", "the access profile does not allow this");
        }
        yield principal;
      }
    };
  }

  /// A page of another name that was made to resolve to our address is not us (DNS rebinding): an
  /// address, `localhost`, the host name or `admin-host` must stand there.
  private void requireOurHost(Exchange exchange) throws RestException {
    String host = exchange.header("host").orElse("");
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    boolean ours =
        isAddress(name)
            || name.equals("localhost")
            || name.equals(authority.settings().hostname().toLowerCase(Locale.ROOT))
            || !name.isEmpty()
                && name.equals(authority.settings().adminHost().toLowerCase(Locale.ROOT));
    if (!ours) {
      throw new RestException(403, -14, "host", "this host name is not one of this gateway's");
    }
  }

  private static void requireOurOrigin(Exchange exchange, Route route) throws RestException {
    if (exchange.has("origin")) {
      String scheme = exchange.secure() ? "https://" : "http://";
      String expected = scheme + exchange.header("host").orElse("").toLowerCase(Locale.ROOT);
      if (!exchange.header("origin").orElse("").toLowerCase(Locale.ROOT).equals(expected)) {
        throw new RestException(403, -14, "origin", "this request comes from another origin");
      }
    }
    String site = exchange.header("sec-fetch-site").orElse("same-origin");
    boolean navigation =
        route.protection() instanceof Route.Open
            && exchange.header("sec-fetch-mode").orElse("").equals("navigate");
    if (!site.equals("same-origin") && !site.equals("none") && !navigation) {
      throw new RestException(403, -14, "sec-fetch-site", "this request comes from another site");
    }
  }

  private Principal authenticate(Exchange exchange) throws RestException {
    Optional<String> token = token(exchange);
    if (token.isPresent()) {
      return authority
          .token(token.get(), exchange.source())
          .orElseThrow(() -> new RestException(401, -37, "", "not authorised"));
    }
    for (String id : exchange.cookies(sessionCookie(exchange))) {
      Optional<Principal> principal = authority.session(id, exchange.source());
      if (principal.isPresent()) {
        requireIntent(exchange, principal.get());
        return principal.get();
      }
    }
    throw new RestException(401, -37, "", "not authorised");
  }

  private Optional<String> token(Exchange exchange) {
    if (exchange.has("authorization")) {
      String value = exchange.header("authorization").orElse("");
      return Optional.of(value.startsWith("Bearer ") ? value.substring(7).strip() : "");
    }
    return authority.settings().tokenInQuery()
        ? Optional.ofNullable(exchange.query().get("access_token"))
        : Optional.empty();
  }

  /// A cookie comes along by itself; what changes something must say that it is meant.
  private static void requireIntent(Exchange exchange, Principal principal) throws RestException {
    if (!exchange.isUnsafe()) {
      return;
    }
    String word = exchange.header("x-csrftoken").orElse("");
    Session session = principal.session().orElseThrow();
    if (!session.csrfIs(word.replace("\"", ""))) {
      throw new RestException(403, -14, "x-csrftoken", "the CSRF token is missing or wrong");
    }
    String type = exchange.header("content-type").orElse("").split(";")[0].strip();
    if (exchange.body().length() > 0 && !BODY_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw new RestException(415, -1, "content-type", "the body must be application/json");
    }
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isAddress(String name) {
    try {
      return !IpAddress.parse(name).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
