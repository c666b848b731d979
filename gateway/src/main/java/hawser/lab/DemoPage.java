package hawser.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// The hub's dashboard in a visitor's browser: a port of this machine's loopback that leads to the
/// hub's own loopback inside its namespace, a link that is logged in for this run, and the switches
/// that pull cables.
///
/// A socket belongs to the namespace of the thread that opens it. One thread lives in the hub's
/// namespace and opens all connections there; who copies octets does not matter.
final class DemoPage implements AutoCloseable {
  /// The gateway whose dashboard is shown.
  static final String HUB = "fgt-b";

  /// The traffic: who sends, to whom and which port, megabits a second, seconds of a swell.
  static final String[][] FLOWS = {
    {"server", "10.1.100.11", "5101", "9", "47"},
    {"lan-a", "192.168.9.2", "5101", "6", "31"},
    {"spoke2", "192.168.9.2", "5102", "2.5", "23"},
  };

  private static final int HUB_PORT = 80;

  /// A cable, and what loses its carrier with it: namespaces and their devices.
  record Cable(String label, List<End> ends) {}

  /// A device of a namespace.
  record End(String namespace, String device) {}

  private record Order(CompletableFuture<SocketChannel> socket) {}

  private final Namespaces net;
  private final Path work;
  private final Path directory;
  private final String ticket = ticket();
  private final Map<String, Cable> cables = new LinkedHashMap<>();
  private final AtomicBoolean entered = new AtomicBoolean();
  private final Set<String> pulled = new LinkedHashSet<>();
  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(256);
  private final List<AutoCloseable> open = new java.util.concurrent.CopyOnWriteArrayList<>();

  /// Makes the directory that the hub is told with `--demo`.
  DemoPage(Namespaces net, Path work) throws IOException {
    this.net = net;
    this.work = work;
    cables.put(
        "wan1",
        new Cable(
            "FGT-A wan1, over the ISP", List.of(new End("isp", "to-a"), new End("isp", "to-b"))));
    cables.put(
        "port1", new Cable("FGT-A port1, at the switch", List.of(new End("switch", "fgt-a"))));
    cables.put(
        "spoke2", new Cable("SPOKE2 port1, at the switch", List.of(new End("switch", "spoke2"))));
    this.directory = Files.createDirectory(work.resolve("page"));
    Path file = directory.resolve("ticket");
    Files.writeString(file, ticket + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    ServerSocketChannel switches = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    switches.bind(UnixDomainSocketAddress.of(directory.resolve("cables")));
    open.add(switches);
    Thread.ofPlatform().daemon().name("cables").start(() -> serveCables(switches));
  }

  /// 192 random bits.
  static String ticket() {
    byte[] octets = new byte[24];
    new SecureRandom().nextBytes(octets);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  List<String> arguments() {
    return List.of("--demo", directory.toString());
  }

  /// Opens the port; 0 takes a free one. Returns the link.
  String open(int port) throws IOException {
    Path outside = work.resolve(OutsidePort.PORT_FILE);
    ServerSocketChannel server;
    int shown;
    if (Files.exists(outside)) {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(work.resolve(OutsidePort.SOCKET)));
      shown = Integer.parseInt(Files.readString(outside).strip());
    } else {
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      shown = server.socket().getLocalPort();
    }
    open.add(server);
    Thread.ofPlatform().daemon().name("page").start(() -> Relay.serve(server, this::connect));
    return "http://127.0.0.1:" + shown + "/#ticket=" + ticket;
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println("closing: " + e.getMessage());
      }
    }
  }

  private void dial(Path namespace) {
    try {
      hawser.linux.NetworkNamespace.enter(namespace);
      while (true) {
        Order order = orders.take();
        try {
          order.socket.complete(
              SocketChannel.open(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), HUB_PORT)));
        } catch (IOException e) {
          order.socket.completeExceptionally(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (hawser.linux.OsException e) {
      System.err.println("the dashboard is not reachable: " + e.getMessage());
    }
  }

  /// True when the hub's page is there.
  boolean answers() throws IOException {
    try (SocketChannel channel = connect()) {
      ByteBuffer request =
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        channel.write(request);
      }
      ByteBuffer answer = ByteBuffer.allocate(4_096);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // until it has said all
      }
      String text = StandardCharsets.UTF_8.decode(answer.flip()).toString();
      return text.startsWith("HTTP/1.1 200 ") && text.contains("<title>Hawser</title>");
    }
  }

  /// A connection to the hub, made by the thread that lives there.
  private SocketChannel connect() throws IOException {
    if (entered.compareAndSet(false, true)) {
      Path namespace = Namespaces.path(net.full(HUB));
      Thread.ofPlatform().daemon().name("in-hub").start(() -> dial(namespace));
    }
    Order order = new Order(new CompletableFuture<>());
    if (!orders.offer(order)) {
      throw new IOException("too many connections at once");
    }
    try {
      return order.socket.join();
    } catch (CompletionException e) {
      throw new IOException("the hub does not answer", e);
    }
  }

  private void serveCables(ServerSocketChannel switches) {
    while (switches.isOpen()) {
      try (SocketChannel connection = switches.accept()) {
        ByteBuffer line = ByteBuffer.allocate(128);
        while (line.hasRemaining() && connection.read(line) >= 0) {
          // until the question is whole
        }
        String question = StandardCharsets.US_ASCII.decode(line.flip()).toString().strip();
        ByteBuffer answer = ByteBuffer.wrap(answer(question).getBytes(StandardCharsets.US_ASCII));
        while (answer.hasRemaining()) {
          connection.write(answer);
        }
      } catch (IOException e) {
        if (switches.isOpen()) {
          System.err.println("cables: " + e.getMessage());
        }
      }
    }
  }

  private String answer(String question) throws IOException {
    String[] words = question.split(" ");
    if (words.length == 2) {
      Cable cable = cables.get(words[1]);
      if (cable == null) {
        return "";
      }
      for (End end : cable.ends) {
        if (words[0].equals("pull")) {
          net.down(end.namespace, end.device);
          pulled.add(words[1]);
        } else {
          net.up(end.namespace, end.device);
          pulled.remove(words[1]);
        }
      }
    }
    StringBuilder json = new StringBuilder("{\"status\":\"success\",\"results\":[");
    cables.forEach((name, cable) ->
        json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
            .append("{\"name\":\"")
            .append(name)
            .append("\",\"label\":\"")
            .append(cable.label)
            .append("\",\"pulled\":")
            .append(pulled.contains(name))
            .append('}'));
    return json.append("]}").toString();
  }
}
