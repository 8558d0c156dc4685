package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The hashes that DVC gives files and folders. A file is read once and then only when its state changes; what is known is
 * kept when this is closed, in a file that only saves time.
 */
public final class Hashes implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> EXECUTE = Set.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private final HashCache cache;
    private final DvcIgnore ignore;
    private final Clock clock;

    private Hashes(HashCache cache, DvcIgnore ignore, Clock clock) {
        this.cache = cache;
        this.ignore = ignore;
        this.clock = clock;
    }

    /**
     * Takes up what earlier runs learned.
     *
     * @param home the project's folder, which is DVC's root too
     */
    public static Hashes open(Path home, Clock clock) {
        Path file = home.resolve("data").resolve("cache").resolve("hashes.txt");
        return new Hashes(
                HashCache.open(file), new DvcIgnore(home.toAbsolutePath().normalize()), clock);
    }

    /**
     * The entry of a file or a folder.
     *
     * @param path absolute
     * @param written the path as dvc.yaml writes it
     * @return none if there is nothing
     */
    public Optional<LockEntry> find(Path path, String written) {
        if (Files.isDirectory(path)) {
            FolderHash folder = folder(path);
            return Optional.of(
                    new LockEntry(written, folder.md5(), folder.size(), OptionalLong.of(folder.nfiles()), false));
        } else if (Files.isRegularFile(path)) {
            return Optional.of(new LockEntry(written, md5(path), size(path), OptionalLong.empty(), isExecutable(path)));
        }
        return Optional.empty();
    }

    /** As {@link #find}, for what must be there. */
    public LockEntry of(Path path, String written) {
        return find(path, written)
                .orElseThrow(() -> Refusal.mistake(
                        "dvc.missing",
                        "Cannot find '" + written + "': there is no file or folder " + path + ".",
                        "Make it, or correct dvc.yaml."));
    }

    /** All that is in a folder: what DVC stores of it, beside its hash. */
    public FolderHash folder(Path folder) {
        return FolderHash.of(folder.toAbsolutePath().normalize(), ignore, this::md5);
    }

    /** The hash of a file's bytes. */
    public String md5(Path file) {
        Path path = file.toAbsolutePath().normalize();
        try {
            FileState before = FileState.of(path);
            Optional<String> known = cache.find(path, before);
            if (known.isPresent()) {
                return known.get();
            }
            String md5 = read(path);
            if (!before.isTooFresh(clock.instant()) && before.equals(FileState.of(path))) {
                cache.add(path, before, md5);
            }
            return md5;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Keeps what was learned for the next run. */
    @Override
    public void close() {
        cache.save();
    }

    /** The hash of a text. */
    public static String md5(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream stream = Files.newInputStream(file)) {
            for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
                digest.update(chunk, 0, length);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static boolean isExecutable(Path file) {
        try {
            return Files.getPosixFilePermissions(file, new LinkOption[0]).stream()
                    .anyMatch(EXECUTE::contains);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
