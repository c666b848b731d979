package hawser.linux;

/// What the kernel does with the DF bit of packets that a socket sends: `IP_MTU_DISCOVER`.
public enum DontFragment {
  /// Never set: the kernel fragments what is too long.
  CLEAR(0),
  /// Always set: what is too long fails with `EMSGSIZE`.
  SET(2),
  /// Always set, and the path MTU is ignored, for probes.
  PROBE(3);

  private final int option;

  DontFragment(int option) {
    this.option = option;
  }

  int option() {
    return option;
  }
}
