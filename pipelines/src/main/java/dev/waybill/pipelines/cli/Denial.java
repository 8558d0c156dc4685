package dev.waybill.pipelines.cli;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** What the machine or the network denied: found among the causes of a failure, the innermost of which says it best. */
final class Denial {

    /** How systems word it, and Hadoop and Delta, which know no more than that a folder was not made. */
    private static final Pattern WORDS = Pattern.compile("No space left on device|Disk quota exceeded|Permission denied"
            + "|Read-only file system|Too many open files|Mkdirs failed to create|DELTA_CANNOT_CREATE_LOG_PATH");

    private Denial() {}

    /** The name of the exception and what it says; empty where nothing was denied. */
    static Optional<String> in(@Nullable Throwable failure) {
        if (failure == null) {
            return Optional.empty();
        }
        return in(failure.getCause())
                .or(() -> isDenied(failure)
                        ? Optional.of(failure.getClass().getSimpleName() + ": " + firstLine(failure))
                        : Optional.empty());
    }

    private static boolean isDenied(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof AccessDeniedException
                || failure instanceof AccessControlException
                || failure instanceof SocketException // such as a connection refused
                || failure instanceof SocketTimeoutException
                || failure instanceof UnknownHostException
                || failure instanceof UnsupportedFileSystemException
                || (failure instanceof ClassNotFoundException && message.contains("FileSystem"))
                || (failure instanceof IOException && WORDS.matcher(message).find());
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("[.;]*$", "");
    }
}
