package hawser.admin;

import java.time.Instant;

/// A login. Its secrets are known to the browser alone; here are their hashes.
public final class Session {
  private final String user;
  private final String source;
  private final String csrf;
  private final Instant created;
  private final int generation;
  private final Kind kind;
  private volatile Instant used;

  /// How the session was begun.
  public enum Kind {
    /// With a password, in a browser: cookie and CSRF token.
    BROWSER,
    /// With the demo's link, in a browser: no password was ever set, and none is asked for.
    TICKET,
    /// With a password, by a program: the key is sent as a bearer token.
    KEY
  }

  Session(String user, String source, String csrf, Instant now, int generation, Kind kind) {
    this.user = user;
    this.source = source;
    this.csrf = csrf;
    this.created = now;
    this.used = now;
    this.generation = generation;
    this.kind = kind;
  }

  public String user() {
    return user;
  }

  public Kind kind() {
    return kind;
  }

  /// The word that must come with each request that changes something.
  public String csrf() {
    return csrf;
  }

  public boolean csrfIs(String word) {
    return Tokens.same(csrf, word);
  }

  String source() {
    return source;
  }

  Instant created() {
    return created;
  }

  Instant used() {
    return used;
  }

  int generation() {
    return generation;
  }

  void touch(Instant now) {
    used = now;
  }
}
