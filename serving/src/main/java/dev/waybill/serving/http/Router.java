package dev.waybill.serving.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which route a request takes. */
final class Router {

    /** @param variables of the path, by name */
    record Match(Route route, Map<String, String> variables) {}

    private record Pattern(List<String> parts, Route route) {

        Optional<Match> match(List<String> path) {
            if (path.size() != parts.size()) {
                return Optional.empty();
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                if (part.startsWith("{")) {
                    variables.put(part.substring(1, part.length() - 1), path.get(i));
                } else if (!part.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Match(route, variables));
        }
    }

    private final List<Pattern> patterns;

    Router(List<Route> routes) {
        patterns = routes.stream()
                .map(route -> new Pattern(parts(route.path()), route))
                .toList();
    }

    private static List<String> parts(String path) {
        return Arrays.asList(path.split("/", -1));
    }

    /**
     * Finds it.
     *
     * @param path decoded
     * @throws Problem if there is none, or none of this method
     */
    Match find(String method, String path) {
        List<String> asked = parts(path);
        List<Match> matches = patterns.stream()
                .flatMap(pattern -> pattern.match(asked).stream())
                .toList();
        if (matches.isEmpty()) {
            throw Problem.notFound("such path; GET /api/v1/openapi.json lists those that there are");
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        return matches.stream()
                .filter(match -> match.route().method().equals(wanted))
                .findFirst()
                .orElseThrow(() -> {
                    String allowed = matches.stream()
                            .map(match -> match.route().method())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
                    return Problem.withHeader(
                            405,
                            "request.other-method",
                            "This path takes %s, not %s.".formatted(allowed, method),
                            "Allow",
                            allowed);
                });
    }
}
