package hawser.ike;

import hawser.bytes.Secret;

/// What concerns IKEv1 alone.
///
/// @param fragmentOctets the longest message that is sent whole to a peer that takes fragments; 0
///   when neither end may cut messages
public record V1Options(Mode mode, Xauth xauth, int fragmentOctets) {
  public static final V1Options DEFAULT = new V1Options(Mode.MAIN, new Xauth.None(), 1_200);

  /// The phase 1 exchange (RFC 2409 section 5).
  public enum Mode {
    MAIN,
    /// Tells everybody the identities, and a listener enough to guess the pre-shared key offline.
    AGGRESSIVE
  }

  /// Whether a user proves itself after phase 1 (draft-beaulieu-ike-xauth-02).
  public sealed interface Xauth {
    record None() implements Xauth {}

    /// We ask.
    record Server(PasswordCheck check) implements Xauth {}

    /// We are asked.
    record Client(String user, Secret password) implements Xauth {}
  }

  /// Knows the users.
  @FunctionalInterface
  public interface PasswordCheck {
    boolean accepts(String user, Secret password);
  }
}
