package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.ModeConfig.Assignment;
import hawser.ike.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What comes between phase 1 and phase 2 where it is configured: first the user proves itself,
/// then we learn our address. Nobody is given an address before.
final class Proving {
  /// What a message led to.
  enum Outcome {
    UNDER_WAY,
    DONE,
    USER_REFUSED,
    NO_ADDRESS
  }

  private final Transactions transactions;
  private final UserProof userProof;
  private final Addressing addressing;
  private boolean done;

  Proving(Isakmp sa, Messages messages, Retransmission retransmission) {
    this.transactions = new Transactions(sa, messages, retransmission);
    this.userProof = new UserProof(sa.config.v1().xauth(), transactions);
    this.addressing = new Addressing(sa, transactions);
  }

  /// Begins after phase 1; done at once when nothing is configured.
  Outcome begin(Instant now, List<Action> actions) {
    return userProof.begin(now, actions) ? Outcome.UNDER_WAY : learnAddress(now, actions);
  }

  private Outcome learnAddress(Instant now, List<Action> actions) {
    done = !addressing.begin(now, actions);
    return done ? Outcome.DONE : Outcome.UNDER_WAY;
  }

  /// Takes a message of a Transaction exchange.
  Outcome received(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    ConfigBody body = transactions.open(header, message, from, actions);
    if (UserProof.isAbout(body)) {
      return switch (userProof.received(now, header, message, body, actions)) {
        case UNDER_WAY -> Outcome.UNDER_WAY;
        case PROVED -> learnAddress(now, actions);
        case REFUSED -> Outcome.USER_REFUSED;
      };
    }
    if (done) {
      addressing.serve(header, message, body, userProof.user(), actions);
      return Outcome.UNDER_WAY;
    }
    Optional<Assignment> given = addressing.accept(body, actions);
    if (given.isPresent()) {
      actions.add(new Action.Configured(given.get()));
      done = true;
      return Outcome.DONE;
    }
    return addressing.isRefused() ? Outcome.NO_ADDRESS : Outcome.UNDER_WAY;
  }
}
