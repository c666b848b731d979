package hawser.linux;

/// What the kernel does about the DF bit of the outer packets.
public enum DontFragment {
  /// DF clear: packets that are too long are cut here or on their way.
  CLEAR(0),

  /// DF set; a packet above the known path MTU is refused with EMSGSIZE.
  SET(2),

  /// DF set, and the known path MTU ignored: for probing.
  PROBE(3);

  private final int discover;

  DontFragment(int discover) {
    this.discover = discover;
  }

  /// The value of `IP_MTU_DISCOVER`.
  int discover() {
    return discover;
  }
}
