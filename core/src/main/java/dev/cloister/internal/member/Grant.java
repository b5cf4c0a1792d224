package dev.cloister.internal.member;

/**
 * What the hub says of an object that was created or attached.
 *
 * @param id the object's number at the hub
 * @param kind what it is
 * @param file the file that it lies in
 * @param offset where it begins in the file
 * @param bytes how long it is
 * @param creator the number of the process that created it
 */
public record Grant(long id, ObjectKind kind, String file, long offset, long bytes, int creator) {}
