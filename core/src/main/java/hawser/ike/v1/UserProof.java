package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.V1Options.PasswordCheck;
import hawser.ike.V1Options.Xauth;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// XAuth (draft-beaulieu-ike-xauth-02): a user proves itself under the keys of phase 1, with a
/// password.
///
/// ```
/// server                            user
/// REQUEST: name, password  -->
///                          <--      REPLY: name, password
/// SET: status              -->
///                          <--      ACK: status
/// ```
final class UserProof {
  private static final int USER_NAME = 16521;
  private static final int USER_PASSWORD = 16522;
  private static final int MOST_NAME = 128;

  private enum State {
    IDLE,
    /// The server waits for a reply.
    REPLY,
    /// The server waits for the acknowledgement of success, or of failure.
    SUCCESS_ACK,
    FAILURE_ACK,
    /// The user waits to be asked, and to be told.
    QUESTION,
    DONE
  }

  /// What a message led to.
  enum Outcome {
    UNDER_WAY,
    PROVED,
    REFUSED
  }

  private final Xauth xauth;
  private final Transactions transactions;
  private State state = State.IDLE;
  private int request;
  private String user = "";

  UserProof(Xauth xauth, Transactions transactions) {
    this.xauth = xauth;
    this.transactions = transactions;
  }

  /// Begins after phase 1. False when nobody asks for a user.
  boolean begin(Instant now, List<Action> actions) {
    switch (xauth) {
      case Xauth.None() -> {
        return false;
      }
      case Xauth.Client(var _, var _) -> state = State.QUESTION;
      case Xauth.Server(var _) -> {
        state = State.REPLY;
        ask(now, body(ConfigBody.REQUEST, attribute(USER_NAME), attribute(USER_PASSWORD)), actions);
      }
    }
    return true;
  }

  /// Whether a message is about the user and not about addresses.
  static boolean isAbout(ConfigBody body) {
    return body.has(ConfigBody.XAUTH_TYPE)
        || body.has(USER_NAME)
        || body.has(USER_PASSWORD)
        || body.has(ConfigBody.XAUTH_STATUS);
  }

  /// The proved user; empty for none.
  Optional<String> user() {
    return Optional.of(user).filter(name -> !name.isEmpty());
  }

  Outcome received(
      Instant now, Header header, Octets message, ConfigBody body, List<Action> actions) {
    return switch (xauth) {
      case Xauth.None() -> Outcome.UNDER_WAY;
      case Xauth.Server(var check) -> fromUser(now, body, check, actions);
      case Xauth.Client(String name, Secret password) ->
          fromServer(header, message, body, name, password, actions);
    };
  }

  private Outcome fromUser(
      Instant now, ConfigBody body, PasswordCheck check, List<Action> actions) {
    if (state == State.REPLY && body.kind() == ConfigBody.REPLY) {
      String name = text(body.get(USER_NAME).orElse(Octets.EMPTY));
      boolean accepted;
      try (Secret password = Secret.adopt(body.get(USER_PASSWORD).orElse(Octets.EMPTY).toArray())) {
        accepted = !name.isEmpty() && name.length() <= MOST_NAME && check.accepts(name, password);
      }
      user = accepted ? name : "";
      state = accepted ? State.SUCCESS_ACK : State.FAILURE_ACK;
      transactions.answered(request, actions);
      ask(now, body(ConfigBody.SET, status(accepted)), actions);
      if (!accepted) {
        actions.add(
            new Action.Report(Action.Level.WARNING, "XAuth refused the user '" + name + "'"));
      }
      return Outcome.UNDER_WAY;
    }
    if (state == State.SUCCESS_ACK && body.kind() == ConfigBody.ACK) {
      transactions.answered(request, actions);
      state = State.DONE;
      actions.add(new Action.UserKnown(user));
      return Outcome.PROVED;
    }
    return state == State.FAILURE_ACK && body.kind() == ConfigBody.ACK
        ? Outcome.REFUSED
        : Outcome.UNDER_WAY;
  }

  private Outcome fromServer(
      Header header,
      Octets message,
      ConfigBody body,
      String name,
      Secret password,
      List<Action> actions) {
    int id = header.messageId();
    if (state != State.QUESTION) {
      return Outcome.UNDER_WAY;
    }
    if (body.kind() == ConfigBody.REQUEST) {
      Octets secret = Octets.of(password.toArray());
      transactions.answer(
          id,
          message,
          new ConfigBody(
              ConfigBody.REPLY,
              body.identifier(),
              List.of(
                  new ConfigBody.Attribute(USER_NAME, octets(name)),
                  new ConfigBody.Attribute(USER_PASSWORD, secret))),
          actions);
      return Outcome.UNDER_WAY;
    }
    if (body.kind() != ConfigBody.SET || !body.has(ConfigBody.XAUTH_STATUS)) {
      return Outcome.UNDER_WAY;
    }
    boolean accepted = !body.get(ConfigBody.XAUTH_STATUS).orElse(Octets.EMPTY).isZero();
    state = State.DONE;
    transactions.answer(
        id,
        message,
        new ConfigBody(
            ConfigBody.ACK,
            body.identifier(),
            List.of(new ConfigBody.Attribute(ConfigBody.XAUTH_STATUS, Octets.EMPTY))),
        actions);
    return accepted ? Outcome.PROVED : Outcome.REFUSED;
  }

  private void ask(Instant now, ConfigBody body, List<Action> actions) {
    request = transactions.request(now, body, actions);
  }

  private static ConfigBody body(int kind, ConfigBody.Attribute... attributes) {
    return new ConfigBody(kind, 0, List.of(attributes));
  }

  private static ConfigBody.Attribute attribute(int type) {
    return new ConfigBody.Attribute(type, Octets.EMPTY);
  }

  private static ConfigBody.Attribute status(boolean accepted) {
    return new ConfigBody.Attribute(
        ConfigBody.XAUTH_STATUS, new Writer().u16(accepted ? 1 : 0).toOctets());
  }

  private static Octets octets(String text) {
    return Octets.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Octets octets) {
    return new String(octets.toArray(), StandardCharsets.UTF_8);
  }
}
