package dev.waybill.tests;

import dev.waybill.common.file.JsonFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Asks a server on this machine over HTTP/1.1, each connection one request after the other. With a rate, requests are due at fixed moments,
 * whether or not those before are answered, and a latency counts from that moment on: a server that stops for a while is not
 * spared the requests that would have come meanwhile. Without one, each connection asks as soon as it has its answer.
 */
final class LoadClient {

    /** @param rate requests a second; 0 for as many as are answered */
    record Plan(URI address, double rate, double seconds, int connections, List<byte[]> bodies) {}

    /** Latencies in milliseconds. */
    record Result(
            long requests,
            double seconds,
            double perSecond,
            Map<String, Integer> byStatus,
            double p50,
            double p95,
            double p99,
            double p999,
            double most) {}

    private final Plan plan;
    private final long start = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final int[] micros;
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<String, AtomicInteger> byStatus = new ConcurrentHashMap<>();

    private LoadClient(Plan plan) {
        this.plan = plan;
        micros = new int[plan.rate() > 0 ? (int) (plan.rate() * plan.seconds()) + 1 : 20_000_000];
    }

    static Result run(Plan plan) throws InterruptedException {
        return new LoadClient(plan).run();
    }

    private Result run() throws InterruptedException {
        List<Thread> threads = IntStream.range(0, plan.connections())
                .mapToObj(i -> new Thread(this::ask, "load-" + i))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return result((System.nanoTime() - start) / 1e9);
    }

    private void ask() {
        while (true) {
            try (Connection connection = new Connection(plan.address())) {
                if (!ask(connection)) {
                    return;
                }
            } catch (IOException e) {
                count(e.getClass().getSimpleName());
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** @return whether the connection was lost before all was asked */
    private boolean ask(Connection connection) throws IOException {
        while (true) {
            long number = next.getAndIncrement();
            long due = plan.rate() > 0 ? start + (long) (number * 1e9 / plan.rate()) : System.nanoTime();
            if (due - start >= plan.seconds() * 1e9) {
                return false;
            }
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int status = connection.post(
                    plan.bodies().get((int) (number % plan.bodies().size())));
            int place = answered.getAndIncrement();
            if (place < micros.length) {
                micros[place] = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - due) / 1_000);
            }
            count(String.valueOf(status));
        }
    }

    private void count(String status) {
        byStatus.computeIfAbsent(status, any -> new AtomicInteger()).incrementAndGet();
    }

    private Result result(double seconds) {
        int count = Math.min(answered.get(), micros.length);
        int[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        Map<String, Integer> statuses = new TreeMap<>();
        byStatus.forEach((status, times) -> statuses.put(status, times.get()));
        return new Result(
                answered.get(),
                seconds,
                answered.get() / seconds,
                statuses,
                at(sorted, 0.5),
                at(sorted, 0.95),
                at(sorted, 0.99),
                at(sorted, 0.999),
                at(sorted, 1));
    }

    private static double at(int[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e3;
    }

    /** One kept-alive connection. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String head;

        Connection(URI address) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
            String path = address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
            head = "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: "
                    .formatted(path, address.getAuthority());
        }

        int post(byte[] body) throws IOException {
            byte[] start = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = Arrays.copyOf(start, start.length + body.length);
            System.arraycopy(body, 0, all, start.length, body.length);
            out.write(all);
            String statusLine = line();
            int length = -1;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            }
            if (chunked) {
                skipChunks();
            } else {
                in.skipNBytes(Math.max(0, length));
            }
            return Integer.parseInt(statusLine.split(" ", -1)[1]);
        }

        private void skipChunks() throws IOException {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                in.skipNBytes(size);
                line();
            }
            line();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("The server hung up");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Arguments: address, rate, seconds, connections, a file with a body a line. Prints the result as JSON. */
    public static void main(String[] words) throws InterruptedException {
        List<byte[]> bodies = new ArrayList<>();
        try {
            Files.readAllLines(Path.of(words[4])).forEach(line -> bodies.add(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + words[4], e);
        }
        Plan plan = new Plan(
                URI.create(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Integer.parseInt(words[3]),
                bodies);
        System.out.println(JsonFile.line(run(plan)));
    }
}
