package hawser.rest;

import hawser.admin.Authority;
import hawser.admin.Principal;
import hawser.admin.Session;
import hawser.bytes.Octets;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Logging in and out, FortiOS's three ways, and the password.
public final class Logins {
  /// The CSRF token by which clients know that a form login failed.
  private static final String REFUSED = "=\"0%260\"; Path=/; SameSite=Strict";

  private final Authority authority;
  private final Envelope envelope;
  private final List<String> features;

  /// @param features what this gateway has that others do not, for the page
  public Logins(Authority authority, Envelope envelope, List<String> features) {
    this.authority = authority;
    this.envelope = envelope;
    this.features = List.copyOf(features);
  }

  public List<Route> routes() {
    return List.of(
        Route.of("GET", "/logincheck", new Route.ByPassword(), (e, p) -> Reply.text(200, "0")),
        Route.of("POST", "/logincheck", new Route.ByPassword(), (e, p) -> loginCheck(e)),
        Route.of("POST", "/logout", new Route.Own(), this::logout),
        Route.of("GET", "/logout", new Route.Own(), this::logout),
        Route.of("POST", "/api/v2/authentication", new Route.ByPassword(), (e, p) -> login(e)),
        Route.of("DELETE", "/api/v2/authentication", new Route.Own(), this::logout),
        Route.of(
            "POST", "/api/v2/monitor/web-ui/ticket", new Route.ByPassword(), (e, p) -> ticket(e)),
        Route.of("GET", "/api/v2/monitor/web-ui/session", new Route.Own(), this::session),
        Route.of("POST", "/api/v2/monitor/web-ui/password", new Route.Own(), this::password));
  }

  /// The form of old: the body of the answer begins with `1` for success, `2` while locked out.
  private Reply loginCheck(Exchange exchange) throws RestException {
    Map<String, String> form = form(exchange.body());
    Authority.Login login =
        authority.login(
            form.getOrDefault("username", ""),
            form.getOrDefault("secretkey", ""),
            exchange.source(),
            Session.Kind.BROWSER);
    return switch (login) {
      case Authority.Granted granted ->
          withCookies(Reply.text(200, "1document.location=\"/\";\n"), granted, exchange);
      case Authority.Locked locked -> Reply.text(200, "2\n");
      case Authority.Busy busy -> throw busy();
      case Authority.Refused refused ->
          Reply.text(200, "0\n").with("Set-Cookie", Guard.csrfCookie(exchange) + REFUSED);
    };
  }

  /// What FortiOS 7.4 and its Ansible collection use. With `request_key` the answer carries a key
  /// that is then sent as a bearer token; else the login is the browser's, by cookie.
  private Reply login(Exchange exchange) throws RestException {
    Fields body =
        Fields.of(
            exchange.body(),
            Set.of(
                "username",
                "secretkey",
                "password",
                "ack_pre_disclaimer",
                "ack_post_disclaimer",
                "request_key"));
    Optional<String> secret = body.text("secretkey");
    String password = secret.isPresent() ? secret.get() : body.required("password");
    boolean key = body.flag("request_key");
    Authority.Login login =
        authority.login(
            body.required("username"),
            password,
            exchange.source(),
            key ? Session.Kind.KEY : Session.Kind.BROWSER);
    return switch (login) {
      case Authority.Granted granted -> {
        Map<String, Object> answer =
            Json.object(
                "status_code",
                5,
                "status_message",
                "LOGIN_SUCCESS",
                "must_change_password",
                granted.mustChangePassword());
        if (key) {
          answer.put("session_key", granted.id());
          yield Reply.json(200, answer);
        }
        answer.put("csrf", granted.session().csrf());
        yield withCookies(Reply.json(200, answer), granted, exchange);
      }
      case Authority.Locked locked ->
          Reply.json(429, Json.object("status_code", -2, "status_message", "LOGIN_LOCKED_OUT"));
      case Authority.Busy busy -> throw busy();
      case Authority.Refused refused ->
          Reply.json(401, Json.object("status_code", -1, "status_message", "LOGIN_FAILED"));
    };
  }

  private Reply ticket(Exchange exchange) throws RestException {
    String word = Fields.of(exchange.body(), Set.of("ticket")).required("ticket");
    return switch (authority.redeem(word, exchange.source())) {
      case Authority.Granted granted ->
          withCookies(
              Reply.json(
                  200,
                  Json.object("status_message", "LOGIN_SUCCESS", "csrf", granted.session().csrf())),
              granted,
              exchange);
      case Authority.Busy busy -> throw busy();
      case Authority.Locked locked ->
          Reply.json(429, Json.object("status_message", "LOGIN_LOCKED_OUT"));
      case Authority.Refused refused ->
          Reply.json(401, Json.object("status_message", "LOGIN_FAILED"));
    };
  }

  private Reply logout(Exchange exchange, Principal principal) {
    principal.session().ifPresent(authority::logout);
    Reply.Whole reply =
        exchange.path().getFirst().equals("logout")
            ? Reply.text(200, "")
            : Reply.json(200, Json.object("status_code", 0, "status_message", "LOGOUT"));
    return reply
        .with("Set-Cookie", Guard.sessionCookie(exchange) + "=; Path=/; Max-Age=0; HttpOnly")
        .with("Set-Cookie", Guard.csrfCookie(exchange) + "=; Path=/; Max-Age=0")
        .with("Clear-Site-Data", "\"cookies\", \"storage\"");
  }

  /// Who is logged in. Asking is a sign of life: the page asks when somebody moves.
  private Reply session(Exchange exchange, Principal principal) {
    principal.session().ifPresent(authority::touch);
    return envelope.success(
        exchange,
        Json.object(
            "user",
            principal.name(),
            "profile",
            principal.profile().name(),
            "hostname",
            authority.settings().hostname(),
            "must_change_password",
            principal.mustChangePassword(),
            "idle_timeout",
            authority.settings().idleTimeout().toSeconds(),
            "features",
            features,
            "csrf",
            principal.session().map(Session::csrf).orElse("")));
  }

  private Reply password(Exchange exchange, Principal principal) throws RestException {
    Fields body = Fields.of(exchange.body(), Set.of("current", "new"));
    Optional<Session> session = principal.session();
    if (session.isEmpty()) {
      throw new RestException(403, -14, "", "a token has no password");
    }
    try {
      Optional<String> problem =
          authority.changePassword(
              session.get(), body.required("current"), body.required("new"), exchange.source());
      if (problem.isPresent()) {
        throw RestException.badField("new", problem.get());
      }
    } catch (IOException e) {
      throw new RestException(500, -1, "", "the password could not be stored");
    }
    Authority.Granted granted = authority.renew(session.get(), exchange.source());
    return withCookies(
        envelope.success(exchange, Json.object("csrf", granted.session().csrf())),
        granted,
        exchange);
  }

  private static Reply withCookies(
      Reply.Whole reply, Authority.Granted granted, Exchange exchange) {
    String rest = "; Path=/; SameSite=Strict" + (exchange.secure() ? "; Secure" : "");
    return reply
        .with(
            "Set-Cookie",
            Guard.sessionCookie(exchange) + "=\"" + granted.id() + "\"" + rest + "; HttpOnly")
        .with(
            "Set-Cookie",
            Guard.csrfCookie(exchange) + "=\"" + granted.session().csrf() + "\"" + rest);
  }

  private static RestException busy() {
    return new RestException(503, -1, "", "too many logins at once");
  }

  private static Map<String, String> form(Octets body) throws RestException {
    Map<String, String> form = new HashMap<>();
    if (body.length() > 4096) {
      throw new RestException(413, -1, "", "the form is too long");
    }
    for (String pair : new String(body.toArray(), StandardCharsets.UTF_8).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          form.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new RestException(400, -1, "", "the form is not well encoded");
        }
      }
    }
    return form;
  }
}
