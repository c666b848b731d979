package hawser.web;

import hawser.admin.Authority;
import hawser.admin.Principal;
import hawser.net.IpAddress;
import hawser.rest.Events;
import hawser.rest.Reply;
import hawser.rest.Sampler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Serves the event stream, each listener on a virtual thread of its own. Looks each second whether
/// the listener may still listen: a login that ended ends its streams.
final class Streams {
  static final int MOST = 256;
  private static final long WAIT_MILLIS = 1_000;
  private static final byte[] STILL_HERE = ": \n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FULL =
      "event: busy\ndata: {}\nretry: 30000\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENDED =
      "event: ended\ndata: {}\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Events events;
  private final Sampler sampler;
  private final Authority authority;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean closed;

  Streams(Events events, Sampler sampler, Authority authority) {
    this.events = events;
    this.sampler = sampler;
    this.authority = authority;
  }

  void close() {
    closed = true;
  }

  void serve(Reply.Events asked, IpAddress source, Response response, Callback callback) {
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("X-Accel-Buffering", "no");
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      if (open.incrementAndGet() > MOST) {
        out.write(FULL);
      } else {
        listen(asked, source, out);
      }
    } catch (IOException e) {
      // The listener went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
      callback.succeeded();
    }
  }

  private void listen(Reply.Events asked, IpAddress source, OutputStream out)
      throws IOException, InterruptedException {
    Principal principal = asked.principal();
    Optional<Long> resumed = events.resume(asked.lastEventId());
    long number = resumed.isPresent() ? resumed.get() : all(out);
    while (!closed) {
      if (!authority.holds(principal, source)) {
        out.write(ENDED);
        return;
      }
      Optional<List<Events.Event>> behind = events.behind(number, WAIT_MILLIS);
      if (behind.isEmpty()) {
        number = all(out);
        continue;
      }
      for (Events.Event event : behind.get()) {
        event.writeTo(out);
        number = event.number();
      }
      if (behind.get().isEmpty()) {
        out.write(STILL_HERE);
      }
      out.flush();
    }
  }

  private long all(OutputStream out) throws IOException {
    Events.Event event = events.all(sampler.latest());
    event.writeTo(out);
    out.flush();
    return event.number();
  }
}
