package dev.waybill.common.job;

/**
 * Files that a job reads and no pipeline made.
 *
 * @param key where params name them: {@code source.path}
 * @param path a file, folder or glob, or the address of one elsewhere; a relative one starts at the project's root
 * @param format any Spark source
 */
public record RawPath(String key, String path, String format) {}
