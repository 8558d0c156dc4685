package dev.waybill.common.track;

import dev.waybill.common.refusal.Refusal;
import java.net.URI;
import java.net.URISyntaxException;

/** Where artifacts lie, as MLflow writes it down: a URI, or a plain path. */
public final class ArtifactUri {

    private static final String FILE = "file:";

    private ArtifactUri() {}

    public static boolean isFile(String location) {
        return location.startsWith(FILE);
    }

    /** The location of a path below another location. */
    public static String below(String location, String path) {
        if (path.isEmpty()) {
            return location;
        }
        MlflowLimits.requireKey(path);
        return location + "/" + (isFile(location) ? encoded(path) : path);
    }

    /** A path as it stands in a URI. */
    public static String encoded(String path) {
        try {
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Cannot make a URI of " + path, e);
        }
    }

    public static Refusal elsewhere(String location, String remedy) {
        return Refusal.mistake(
                "tracking.artifacts-elsewhere",
                "Cannot reach the artifacts at " + location + ": they are not files of this machine.",
                remedy);
    }
}
