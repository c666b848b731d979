package hawser.web;

import hawser.admin.Authority;
import hawser.net.IpAddress;
import hawser.rest.Events;
import hawser.rest.Reply;
import hawser.rest.Sampler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Serves the event stream: one thread hands each second's event, made once, to all who listen, and
/// never waits for any of them. Who is still busy with the last one gets more the next time. Looks
/// each second whether the listener may still listen: a login that ended ends its streams.
final class Streams implements AutoCloseable {
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
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Thread thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
  private volatile boolean closed;

  Streams(Events events, Sampler sampler, Authority authority) {
    this.events = events;
    this.sampler = sampler;
    this.authority = authority;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
  }

  void serve(Reply.Events asked, IpAddress source, Response response, Callback callback) {
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("X-Accel-Buffering", "no");
    if (closed || listeners.size() >= MOST) {
      response.write(true, ByteBuffer.wrap(FULL), callback);
      return;
    }
    Listener listener = new Listener(asked, source, response, callback);
    listeners.add(listener);
    listener.begin();
  }

  private void run() {
    try {
      long seen = 0;
      while (!closed) {
        seen = events.await(seen, WAIT_MILLIS);
        listeners.forEach(Streams::serve);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One bad listener never ends the thread.
  private static void serve(Listener listener) {
    try {
      listener.next();
    } catch (RuntimeException e) {
      listener.failed(e);
    }
  }

  /// One open stream: either a write is under way, or the thread may begin one.
  private final class Listener implements Callback {
    private final Reply.Events asked;
    private final IpAddress source;
    private final Response response;
    private final Callback whole;
    private volatile boolean writing = true;
    private volatile boolean ending;
    private long number;

    Listener(Reply.Events asked, IpAddress source, Response response, Callback whole) {
      this.asked = asked;
      this.source = source;
      this.response = response;
      this.whole = whole;
    }

    void begin() {
      Optional<Long> resumed = events.resume(asked.lastEventId());
      if (resumed.isPresent()) {
        number = resumed.get();
        write(STILL_HERE); // sends the headers
      } else {
        writeAll();
      }
    }

    /// Sends what came since the last time.
    void next() {
      if (writing) {
        return;
      }
      if (!authority.holds(asked.principal(), source)) {
        ending = true;
        write(ENDED);
        return;
      }
      Optional<List<Events.Event>> behind = events.behind(number);
      if (behind.isEmpty()) {
        writeAll();
      } else if (behind.get().isEmpty()) {
        write(STILL_HERE);
      } else {
        number = behind.get().getLast().number();
        write(Events.wire(behind.get()));
      }
    }

    private void writeAll() {
      Events.Event all = events.all(sampler.latest());
      number = all.number();
      write(Events.wire(List.of(all)));
    }

    private void write(byte[] octets) {
      writing = true;
      response.write(ending, ByteBuffer.wrap(octets), this);
    }

    @Override
    public void succeeded() {
      writing = false;
      if (ending) {
        listeners.remove(this);
        whole.succeeded();
      }
    }

    /// The listener went away.
    @Override
    public void failed(Throwable reason) {
      listeners.remove(this);
      whole.failed(reason);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
