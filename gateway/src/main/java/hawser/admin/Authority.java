package hawser.admin;

import hawser.config.Admin;
import hawser.config.AdminSettings;
import hawser.config.ApiUser;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Decides who somebody is: passwords, session ids, tokens, trusted hosts, lock-out. Thread-safe.
///
/// A source is the address of the socket; nothing that a client says about itself counts.
public final class Authority {
  /// Each check of a password takes 19 MiB: two at once are enough.
  private static final int CHECKS_AT_ONCE = 2;

  private static final int CHECK_PATIENCE_SECONDS = 5;

  /// What came of a login.
  public sealed interface Login {}

  /// It was right. `id` is for the client and is nowhere else.
  public record Granted(String id, Session session, boolean mustChangePassword) implements Login {}

  /// Wrong name, password or place; which, is not told.
  public record Refused() implements Login {}

  /// Too many wrong attempts.
  public record Locked() implements Login {}

  /// Too many checks wait.
  public record Busy() implements Login {}

  private final Accounts accounts;
  private final ApiKeys keys;
  private final Journal journal;
  private final Sessions sessions;
  private final Lockout lockout;
  private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE, true);
  private volatile AdminSettings settings;
  private volatile Optional<String> ticket = Optional.empty();

  private Authority(Path directory, AdminSettings settings, InstantSource clock, Journal journal)
      throws IOException {
    this.accounts = new Accounts(directory);
    this.keys = new ApiKeys(directory);
    this.sessions = new Sessions(clock);
    this.lockout = new Lockout(clock);
    this.settings = settings;
    this.journal = journal;
  }

  /// Opens what the state directory keeps. [#configure] makes it usable.
  public static Authority open(
      Path directory, AdminSettings settings, InstantSource clock, Journal journal)
      throws IOException {
    return new Authority(directory, settings, clock, journal);
  }

  /// Takes new settings. Returns the one-time passwords that were made, by name: to be shown now
  /// and never again.
  public Map<String, String> configure(AdminSettings next) throws IOException {
    settings = next;
    return accounts.prepare(next);
  }

  public AdminSettings settings() {
    return settings;
  }

  /// Lets whoever has this word in as `admin`, once: the demo's link.
  public void acceptOnce(String word) {
    ticket = Optional.of(Tokens.hash(word));
  }

  /// Checks a name and a password.
  public Login login(String name, String password, IpAddress source, Session.Kind kind) {
    AdminSettings now = settings;
    String user = name.length() > 64 ? name.substring(0, 64) : name;
    Optional<Admin> admin = now.admin(name);
    if (!lockout.begin(source.toString(), user, now.lockoutThreshold(), now.lockoutDuration())) {
      return new Locked();
    }
    try {
      if (!checks.tryAcquire(CHECK_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Busy();
    }
    boolean right;
    try {
      right = password.length() <= Passwords.LONGEST && accounts.matches(admin, password);
    } finally {
      checks.release();
    }
    if (!right || admin.isEmpty() || !trusted(admin.get(), source)) {
      // A name that is not there may be a password in the wrong field.
      String who = admin.map(a -> "'" + a.name() + "'").orElse("an unknown name");
      journal.note("login of " + who + " from " + source + " refused");
      return new Refused();
    }
    lockout.succeeded(source.toString(), user);
    journal.note("'" + admin.get().name() + "' logged in from " + source);
    return open(admin.get(), source, kind);
  }

  /// Exchanges the demo's word for a session.
  public Login redeem(String word, IpAddress source) {
    AdminSettings now = settings;
    if (!lockout.begin(
        source.toString(), "\0ticket", now.lockoutThreshold(), now.lockoutDuration())) {
      return new Locked();
    }
    Optional<Admin> admin = now.admins().stream().findFirst();
    synchronized (this) {
      boolean right = ticket.filter(hash -> Tokens.same(hash, Tokens.hash(word))).isPresent();
      if (!right || admin.isEmpty()) {
        return new Refused();
      }
      ticket = Optional.empty();
    }
    lockout.succeeded(source.toString(), "\0ticket");
    Sessions.Opened opened =
        sessions.open(
            admin.get().name(),
            source.toString(),
            accounts.generation(admin.get().name()),
            Session.Kind.TICKET);
    return new Granted(opened.id(), opened.session(), false);
  }

  /// Who has this session id.
  public Optional<Principal> session(String id, IpAddress source) {
    return sessions.find(id, settings.idleTimeout()).flatMap(s -> principal(s, source));
  }

  /// Who has this token: an API user's, or the key of a session begun by a program.
  public Optional<Principal> token(String word, IpAddress source) {
    AdminSettings now = settings;
    Optional<ApiUser> user = keys.owner(word).flatMap(now::apiUser);
    if (user.isPresent()) {
      List<Prefix> hosts = user.get().trustedHosts();
      boolean here = hosts.isEmpty() ? source.isLoopback() : contains(hosts, source);
      return here
          ? Optional.of(
              new Principal(
                  user.get().name(), now.profile(user.get().profile()), Optional.empty(), false))
          : Optional.empty();
    }
    return sessions
        .find(word, now.idleTimeout())
        .filter(session -> session.kind() == Session.Kind.KEY)
        .flatMap(session -> principal(session, source));
  }

  /// True while what the principal showed would still be accepted.
  public boolean holds(Principal principal, IpAddress source) {
    AdminSettings now = settings;
    if (principal.session().isPresent()) {
      Session session = principal.session().get();
      return sessions.isAlive(session, now.idleTimeout())
          && principal(session, source)
              .map(p -> p.profile().equals(principal.profile()))
              .orElse(false);
    }
    return now.apiUser(principal.name())
        .filter(user ->
            user.trustedHosts().isEmpty()
                ? source.isLoopback()
                : contains(user.trustedHosts(), source))
        .isPresent();
  }

  /// The person is there: the idle time begins anew.
  public void touch(Session session) {
    sessions.touch(session);
  }

  public void logout(Session session) {
    sessions.close(session);
  }

  /// Changes the password of a session's user and ends all of the user's sessions; why not, when it
  /// cannot be.
  public Optional<String> changePassword(
      Session session, String current, String next, IpAddress source) throws IOException {
    AdminSettings now = settings;
    Optional<Admin> admin = now.admin(session.user());
    String user = session.user();
    if (admin.isEmpty()
        || !lockout.begin(source.toString(), user, now.lockoutThreshold(), now.lockoutDuration())) {
      return Optional.of("Too many attempts. Try again later.");
    }
    checks.acquireUninterruptibly();
    try {
      if (!accounts.matches(admin, current)) {
        return Optional.of("The current password is wrong.");
      }
      lockout.succeeded(source.toString(), user);
      if (Tokens.same(current, next)) {
        return Optional.of("The new password is the current one.");
      }
      Optional<String> problem = Passwords.problem(next, user, now.hostname());
      if (problem.isEmpty()) {
        accounts.change(admin.get(), next);
        journal.note("'" + user + "' changed the password, from " + source);
      }
      return problem;
    } finally {
      checks.release();
    }
  }

  /// Begins a new session for a user who just changed the password.
  public Granted renew(Session session, IpAddress source) {
    sessions.close(session);
    Sessions.Opened opened =
        sessions.open(
            session.user(),
            source.toString(),
            accounts.generation(session.user()),
            Session.Kind.BROWSER);
    return new Granted(opened.id(), opened.session(), false);
  }

  /// Makes a token for an API user; empty when there is no such user.
  public Optional<String> generateKey(String user) throws IOException {
    if (settings.apiUser(user).isEmpty()) {
      return Optional.empty();
    }
    journal.note("a new key for API user '" + user + "'");
    return Optional.of(keys.generate(user));
  }

  private Granted open(Admin admin, IpAddress source, Session.Kind kind) {
    Sessions.Opened opened =
        sessions.open(admin.name(), source.toString(), accounts.generation(admin.name()), kind);
    return new Granted(opened.id(), opened.session(), accounts.mustChange(admin));
  }

  private Optional<Principal> principal(Session session, IpAddress source) {
    AdminSettings now = settings;
    return now.admin(session.user())
        .filter(admin -> session.generation() == accounts.generation(admin.name()))
        .filter(admin -> session.source().equals(source.toString()) && trusted(admin, source))
        .map(admin ->
            new Principal(
                admin.name(),
                now.profile(admin.profile()),
                Optional.of(session),
                accounts.mustChange(admin) && session.kind() != Session.Kind.TICKET));
  }

  private static boolean trusted(Admin admin, IpAddress source) {
    return admin.trustedHosts().isEmpty() || contains(admin.trustedHosts(), source);
  }

  private static boolean contains(List<Prefix> hosts, IpAddress source) {
    return hosts.stream()
        .anyMatch(host -> host.family() == source.family() && host.contains(source));
  }
}
