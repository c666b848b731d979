package hawser.esp;

import hawser.net.Ip4;
import java.lang.foreign.MemorySegment;

/// What is done with an inner packet that is longer than its path takes (RFC 4301 section 8.2.1).
public enum Oversize {
  /// It is sealed whole. Its ESP packet is cut on its way if it has to be.
  SEAL,

  /// It is cut ([Fragmenter]) and its pieces are sealed.
  CUT,

  /// It is dropped and its sender told ([TooBig]).
  ANSWER;

  /// Judges the packet of `length` octets at `ip`, whose header is whole.
  ///
  /// @param mtu what the tunnel that was picked for it takes
  /// @param flowMtu what every tunnel takes that may be picked for packets like it; a sender that
  ///   can adapt is told this one
  public static Oversize judge(
      MemorySegment m,
      long ip,
      int length,
      int mtu,
      int flowMtu,
      Fragmentation fragmentation,
      InnerDf df) {
    if (Ip4.version(m, ip) == 6) {
      return length > reported(flowMtu, 6) ? ANSWER : SEAL;
    }
    if (df == InnerDf.HONORED && Ip4.dontFragment(m, ip)) {
      return length > reported(flowMtu, 4) ? ANSWER : SEAL;
    }
    boolean cut = fragmentation == Fragmentation.PRE_ENCAPSULATION && length > mtu;
    return cut ? CUT : SEAL;
  }

  /// What [TooBig] tells: below the least of its family the tunnel makes up for the path.
  private static int reported(int flowMtu, int version) {
    return Math.max(flowMtu, version == 6 ? TooBig.LEAST_MTU_V6 : TooBig.LEAST_MTU_V4);
  }
}
