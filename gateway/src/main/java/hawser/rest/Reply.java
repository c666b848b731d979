package hawser.rest;

import hawser.admin.Principal;
import hawser.bytes.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What is sent back.
public sealed interface Reply {
  int status();

  /// Name and value.
  record Header(String name, String value) {}

  /// A reply that is there whole.
  record Whole(int status, String type, Octets body, List<Header> headers) implements Reply {
    public Whole with(String name, String value) {
      List<Header> more = new ArrayList<>(headers);
      more.add(new Header(name, value));
      return new Whole(status, type, body, List.copyOf(more));
    }
  }

  /// The stream of events, from behind this event id on.
  record Events(Principal principal, String lastEventId) implements Reply {
    @Override
    public int status() {
      return 200;
    }
  }

  static Whole json(int status, Object value) {
    return new Whole(status, "application/json", Octets.of(Json.write(value)), List.of());
  }

  static Whole text(int status, String text) {
    return new Whole(
        status,
        "text/plain; charset=utf-8",
        Octets.of(text.getBytes(StandardCharsets.UTF_8)),
        List.of());
  }
}
