package hawser.ike.v2;

import hawser.bytes.Malformed;
import java.util.List;
import java.util.Optional;

/// The payloads of one message, asked for by kind: their order says nothing (RFC 7296 section 2.5).
record Contents(List<Payload> payloads) {
  Contents {
    payloads = List.copyOf(payloads);
  }

  <P extends Payload> List<P> all(Class<P> kind) {
    return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// @throws Malformed when there are two
  <P extends Payload> Optional<P> optional(Class<P> kind) throws Malformed {
    List<P> found = all(kind);
    if (found.size() > 1) {
      throw new Malformed(found.size() + " payloads " + kind.getSimpleName());
    }
    return found.stream().findFirst();
  }

  /// @throws Malformed when there is none, or two
  <P extends Payload> P one(Class<P> kind) throws Malformed {
    return optional(kind).orElseThrow(() -> new Malformed("no payload " + kind.getSimpleName()));
  }

  /// The notify of this type, the first when there are several.
  Optional<Notify> notify(int what) {
    return all(Notify.class).stream().filter(notify -> notify.what() == what).findFirst();
  }

  boolean has(int what) {
    return notify(what).isPresent();
  }

  /// The first notify that reports an error.
  Optional<Notify> error() {
    return all(Notify.class).stream().filter(Notify::isError).findFirst();
  }
}
