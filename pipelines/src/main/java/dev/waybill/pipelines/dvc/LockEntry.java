package dev.waybill.pipelines.dvc;

import java.util.OptionalLong;

/**
 * A file or a folder as a dvc.lock holds it.
 *
 * @param path as dvc.yaml writes it, relative to the stage's working directory
 * @param md5 32 hexadecimal digits, for a folder with {@code .dir} behind them; empty where the lock holds another kind
 *     of hash, so that it equals none
 * @param size in bytes, that of a folder all its files
 * @param nfiles the number of files, for a folder
 * @param isexec whether its owner may execute the file
 */
public record LockEntry(String path, String md5, long size, OptionalLong nfiles, boolean isexec) {

    /** Whether both have the same content, whatever they are called. */
    public boolean sameContent(LockEntry other) {
        return !md5.isEmpty() && md5.equals(other.md5);
    }

    /** Where DVC keeps the content, within {@code .dvc/cache/files/md5}: {@code ab/cdef…}. */
    public String cachePath() {
        return md5.length() < 2 ? "none" : md5.substring(0, 2) + "/" + md5.substring(2);
    }
}
