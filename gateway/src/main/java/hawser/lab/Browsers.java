package hawser.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// `hawser browsers`: what many open dashboards ask of a gateway, over HTTPS. Each has two
/// connections as a browser has: one that the event stream comes over, one for requests. Cheap, for
/// it may run on the machine that it loads.
public final class Browsers {
  private static final int USAGE = 64;
  private static final int FAILED = 1;
  private static final int MOST_SECONDS = 600;

  /// While they connect, all at once, answers are slower: those are not among the times.
  private static final long SETTLE_NANOS = 4_000_000_000L;

  private static final String STREAM = "/api/v2/monitor/web-ui/events";
  private static final String QUESTION = "/api/v2/monitor/vpn/ipsec?vdom=*";

  private final SSLSocketFactory sockets;
  private final InetAddress address;
  private final int port;
  private final String token;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong octets = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger bad = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> micros = new ConcurrentLinkedQueue<>();
  private final long started = System.nanoTime();
  private volatile boolean over;

  private Browsers(SSLSocketFactory sockets, InetAddress address, int port, String token) {
    this.sockets = sockets;
    this.address = address;
    this.port = port;
    this.token = token;
  }

  /// `ADDRESS PORT TOKEN BROWSERS REQUESTS SECONDS`: so many browsers, so many requests a second of
  /// all of them. Prints what was answered; fails when something was not.
  public static int run(List<String> words) throws IOException {
    if (words.size() != 6) {
      System.err.println("usage: hawser browsers ADDRESS PORT TOKEN BROWSERS REQUESTS SECONDS");
      return USAGE;
    }
    Browsers all =
        new Browsers(
            sockets(),
            InetAddress.getByName(words.getFirst()),
            Integer.parseInt(words.get(1)),
            words.get(2));
    int seconds = Math.min(Integer.parseInt(words.get(5)), MOST_SECONDS);
    return all.run(Integer.parseInt(words.get(3)), Integer.parseInt(words.get(4)), seconds);
  }

  private int run(int browsers, int perSecond, int seconds) {
    for (int i = 0; i < browsers; i++) {
      long gap = 1_000_000_000L * browsers / perSecond;
      long first = System.nanoTime() + gap * i / browsers;
      Thread.startVirtualThread(this::listen);
      Thread.startVirtualThread(() -> askAll(first, gap));
    }
    LockSupport.parkNanos(seconds * 1_000_000_000L);
    over = true;
    long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "{\"streams\":%d,\"events\":%d,\"megabytes\":%.1f,\"asked\":%d,\"timed\":%d,\"bad\":%d,"
            + "\"median_ms\":%.1f,\"p99_ms\":%.1f}%n",
        streams.get(),
        events.get(),
        octets.get() / 1e6,
        asked.get(),
        sorted.length,
        bad.get(),
        at(sorted, 0.5) / 1e3,
        at(sorted, 0.99) / 1e3);
    boolean whole =
        bad.get() == 0
            && streams.get() == browsers
            && events.get() >= (long) browsers * (seconds - 3) * 9 / 10
            && sorted.length >= perSecond * (seconds - 5) * 95 / 100;
    return whole ? 0 : FAILED;
  }

  private void listen() {
    try (Socket socket = connect();
        InputStream in = socket.getInputStream()) {
      send(socket, STREAM);
      byte[] buffer = new byte[16 << 10];
      boolean begun = false;
      for (int n = in.read(buffer); n >= 0 && !over; n = in.read(buffer)) {
        if (!begun
            && new String(buffer, 0, n, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
          streams.incrementAndGet();
          begun = true;
        }
        octets.addAndGet(n);
        events.addAndGet(count(buffer, n));
      }
    } catch (IOException e) {
      failed();
    }
    if (!over) {
      failed();
    }
  }

  private void askAll(long first, long gap) {
    try (Socket socket = connect();
        InputStream in = new BufferedInputStream(socket.getInputStream(), 16 << 10)) {
      for (long due = first; !over; due += gap) {
        LockSupport.parkNanos(due - System.nanoTime());
        asked.incrementAndGet();
        long begun = System.nanoTime();
        send(socket, QUESTION);
        if (answer(in) != 200) {
          failed();
        }
        if (begun - started > SETTLE_NANOS) {
          micros.add((System.nanoTime() - begun) / 1_000);
        }
      }
    } catch (IOException e) {
      failed();
    }
  }

  private void failed() {
    if (!over) {
      bad.incrementAndGet();
    }
  }

  private Socket connect() throws IOException {
    SSLSocket socket = (SSLSocket) sockets.createSocket(address, port);
    socket.setTcpNoDelay(true);
    socket.startHandshake();
    return socket;
  }

  private void send(Socket socket, String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + address.getHostAddress()
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nSec-Fetch-Site: same-origin\r\nAccept: */*\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /// Reads an answer whole; returns its status.
  private int answer(InputStream in) throws IOException {
    int status = 0;
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (status == 0) {
        status = Integer.parseInt(line.split(" ")[1]);
      } else if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    octets.addAndGet(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// Events that end in these octets: each ends with an empty line, and JSON has none.
  private static int count(byte[] buffer, int length) {
    int count = 0;
    for (int i = 1; i < length; i++) {
      if (buffer[i] == '\n' && buffer[i - 1] == '\n') {
        count++;
      }
    }
    return count;
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * part)];
  }

  /// The gateway's certificate is its own: whose it is, is not what is measured.
  private static SSLSocketFactory sockets() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
