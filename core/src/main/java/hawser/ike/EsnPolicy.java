package hawser.ike;

import hawser.ike.ChildConfig.Esn;
import java.util.List;

/// Which sequence numbers a Child SA may have (RFC 4303 section 2.2.1).
public enum EsnPolicy {
  DISABLE,
  /// Extended ones where the peer has them too.
  ALLOW,
  REQUIRE;

  /// What is acceptable, in order of preference.
  public List<Esn> offers() {
    return switch (this) {
      case DISABLE -> List.of(Esn.NO);
      case ALLOW -> List.of(Esn.YES, Esn.NO);
      case REQUIRE -> List.of(Esn.YES);
    };
  }
}
