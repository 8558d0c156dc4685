package dev.waybill.common.table;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What stands in a file for a table at one version, so that tools that know only files (DVC, git) see that it changed.
 *
 * @param id that Delta gave the table; another one after a table was dropped and made anew
 * @param rows by the statistics in Delta's log; empty where a writer left them out
 * @param files in which the version's rows are
 * @param fingerprint the SHA-256 over the names of these files, sorted
 * @param commit the SHA-256 of the version's commit file: whoever finds the same one there finds the same table
 */
public record Pointer(
        String table, String id, long version, OptionalLong rows, int files, String fingerprint, String commit) {

    static Pointer of(TableVersion at, Collection<ActiveFile> files, byte[] commit) {
        String names = files.stream().map(ActiveFile::id).sorted().collect(Collectors.joining("\n"));
        return new Pointer(
                at.table(),
                at.id(),
                at.version(),
                ActiveFile.rows(files),
                files.size(),
                DigestUtils.sha256Hex(names.getBytes(StandardCharsets.UTF_8)),
                digest(commit));
    }

    static String digest(byte[] commit) {
        return DigestUtils.sha256Hex(commit);
    }
}
