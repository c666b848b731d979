package hawser.pki;

import java.util.ArrayList;
import java.util.List;

/// Finds the ways from a certificate to a trusted authority by their names alone, within bounds: a
/// peer that sends cross-signed certificates in a circle costs us no more than these.
final class Paths {
  /// Certificates of one path, without the trusted authority.
  static final int DEEPEST = 7;

  /// Paths that are tried.
  static final int MOST = 8;

  private static final int STEPS = 256;

  /// A path to try.
  ///
  /// @param certificates the leaf first, the authority not among them
  record Path(List<Certificate> certificates, Certificate authority) {}

  private final List<Certificate> intermediates;
  private final List<Certificate> authorities;
  private final List<Path> found = new ArrayList<>();
  private int steps;

  private Paths(List<Certificate> intermediates, List<Certificate> authorities) {
    this.intermediates = intermediates;
    this.authorities = authorities;
  }

  static List<Path> find(
      Certificate leaf, List<Certificate> intermediates, List<Certificate> authorities) {
    Paths paths = new Paths(intermediates, authorities);
    paths.extend(List.of(leaf));
    return paths.found;
  }

  private void extend(List<Certificate> path) {
    Certificate last = path.getLast();
    for (Certificate authority : authorities) {
      if (found.size() < MOST && authority.subject().equals(last.issuer())) {
        found.add(new Path(path, authority));
      }
    }
    if (path.size() == DEEPEST) {
      return;
    }
    for (Certificate next : intermediates) {
      if (++steps > STEPS || found.size() >= MOST) {
        return;
      }
      if (next.subject().equals(last.issuer())
          && !path.contains(next)
          && !authorities.contains(next)) {
        List<Certificate> longer = new ArrayList<>(path);
        longer.add(next);
        extend(longer);
      }
    }
  }
}
