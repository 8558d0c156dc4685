package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the master of a cluster answers at all. Spark itself goes on trying for a minute, and then says that its
 * application was killed.
 */
final class Master {

    private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
    private static final Pattern KUBERNETES = Pattern.compile("k8s://(?:(https?)://)?([^/]+).*");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private record Address(String host, int port) {}

    private Master() {}

    /**
     * Refuses a master of which no address takes a connection within seconds; one that is not known by an address, such
     * as {@code local[*]} or {@code yarn}, is left to Spark.
     *
     * @param settings of the session, those of spark-submit among them
     * @param environment of this process: behind a proxy only the proxy can tell
     */
    static void requireReachable(Map<String, String> settings, Map<String, String> environment) {
        String master = settings.getOrDefault("spark.master", "");
        List<Address> addresses = addresses(master, settings, environment);
        List<String> failures = addresses.stream()
                .map(Master::failure)
                .flatMap(Optional::stream)
                .toList();
        if (!addresses.isEmpty() && failures.size() == addresses.size()) {
            throw Refusal.mistake(
                    "spark.master-unreachable",
                    "Cannot start Spark: no master answers at %s (%s).".formatted(master, String.join(", ", failures)),
                    "Start it, or correct --master, spark.master or the network.");
        }
    }

    /** Where the master is, if that is for this process to know: those that stand by for it among them. */
    private static List<Address> addresses(
            String master, Map<String, String> settings, Map<String, String> environment) {
        Matcher standalone = STANDALONE.matcher(master);
        if (standalone.matches()) {
            return Arrays.stream(standalone.group(1).split(",", -1))
                    .flatMap(address -> address(address, -1).stream())
                    .toList();
        }
        Matcher kubernetes = KUBERNETES.matcher(master);
        boolean inside = Boolean.parseBoolean(settings.get("spark.kubernetes.submitInDriver"));
        if (kubernetes.matches() && !inside && !isProxied(environment)) {
            int port = "http".equals(kubernetes.group(1)) ? HTTP_PORT : HTTPS_PORT;
            return address(kubernetes.group(2), port).stream().toList();
        }
        return List.of();
    }

    private static boolean isProxied(Map<String, String> environment) {
        return environment.keySet().stream().anyMatch(name -> name.matches("(?i)(https?|all)_proxy"));
    }

    /** Empty where it is none: Spark says better what is wrong with it. */
    private static Optional<Address> address(String hostAndPort, int usualPort) {
        try {
            URI uri = URI.create("master://" + hostAndPort);
            int port = uri.getPort() < 0 ? usualPort : uri.getPort();
            return uri.getHost() == null || port < 0
                    ? Optional.empty()
                    : Optional.of(new Address(uri.getHost().replaceAll("^\\[|]$", ""), port));
        } catch (IllegalArgumentException e) { // no URI, or no port
            return Optional.empty();
        }
    }

    /** A name may stand for several machines, and for one machine in both versions of the protocol. */
    private static Optional<String> failure(Address address) {
        String failure = "";
        try {
            for (InetAddress machine : InetAddress.getAllByName(address.host)) {
                failure = failure(new InetSocketAddress(machine, address.port));
                if (failure.isEmpty()) {
                    return Optional.empty();
                }
            }
            return Optional.of(failure);
        } catch (UnknownHostException e) {
            return Optional.of("unknown host " + address.host);
        }
    }

    private static String failure(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) LONGEST.toMillis());
            return "";
        } catch (IOException e) { // such as "Connection refused"
            return String.valueOf(e.getMessage());
        }
    }
}
