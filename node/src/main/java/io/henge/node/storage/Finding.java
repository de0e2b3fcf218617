package io.henge.node.storage;

import java.util.Locale;

/**
 * One thing that a check of a data directory met.
 *
 * @param kind what it is
 * @param subject where it is: a key in printable signs, or the name of a file
 * @param text what was found there, for people
 */
public record Finding(Kind kind, String subject, String text) {
  /** How bad it is. */
  public enum Severity {
    /** Something that was stored is not there as it was, or the node cannot start. */
    DAMAGE,
    /** Nothing is lost, but no ordinary end of a node leaves it, or the next start keeps it. */
    WARNING,
    /** What a node leaves in its ordinary life, an end by a crash included. */
    NOTE
  }

  /** The kinds of findings. Their names in small letters stand in reports and do not change. */
  public enum Kind {
    /** The index cannot be opened or read. */
    INDEX_UNREADABLE(Severity.DAMAGE),
    /** Bytes of the index do not match their checksums. */
    INDEX_CORRUPT(Severity.DAMAGE),
    /** The log of the index is damaged, so that acknowledged writes are lost. */
    INDEX_LOST_WRITES(Severity.DAMAGE),
    /** A record cannot be read as one. */
    RECORD_UNREADABLE(Severity.DAMAGE),
    /** A record stands in another partition than its key's, so nobody finds it. */
    RECORD_MISPLACED(Severity.DAMAGE),
    /** A record's key is missing in the order of names, so no listing shows it. */
    NAME_MISSING(Severity.DAMAGE),
    /** A dot was made in an epoch that was never reserved, so it may be made again. */
    MINT_MARK_BEYOND_EPOCHS(Severity.DAMAGE),
    /** A live version's small body is not there. */
    BODY_MISSING(Severity.DAMAGE),
    /** A live version's small body does not match its checksum. */
    BODY_CORRUPT(Severity.DAMAGE),
    /** A live version's file is not there. */
    FILE_MISSING(Severity.DAMAGE),
    /** A live version's file is damaged, or another version's. */
    FILE_CORRUPT(Severity.DAMAGE),
    /** A small file is missing, or cannot be read as what it should be. */
    SMALL_FILE(Severity.DAMAGE),
    /** Others than the owner may use the directory, so the node does not start. */
    PERMISSIONS(Severity.DAMAGE),
    /** A blob file that no record names, and of which there is no note. */
    ORPHAN(Severity.WARNING),
    /** Small bodies that no record names. */
    STRAY_BODIES(Severity.WARNING),
    /** Names of keys that have no record. */
    STRAY_NAMES(Severity.WARNING),
    /** Something that does not belong where it is. */
    STRAY_FILE(Severity.WARNING),
    /** A blob file that no record names and that the next start removes. */
    UNLINK_PENDING(Severity.NOTE),
    /** A body that never became visible; the next start removes it. */
    STAGE(Severity.NOTE),
    /** A small file whose replacement was interrupted; the next replacement overwrites it. */
    TEMPORARY(Severity.NOTE),
    /** Corrupt copies that were moved aside. */
    QUARANTINE(Severity.NOTE),
    /** Bodies that the node knows to be damaged; each of them is a finding of its own, too. */
    DAMAGE_NOTED(Severity.NOTE),
    /** The index is not marked as filled (rule W5). */
    UNFILLED(Severity.NOTE),
    /** The chain does not name this node with this incarnation; a restored backup is like that. */
    NOT_A_MEMBER(Severity.NOTE),
    /** The next start takes the last end for a crash. */
    UNCLEAN_END(Severity.NOTE),
    /** Something that operators or tools keep in the directory. */
    KEPT(Severity.NOTE);

    private final Severity severity;

    Kind(Severity severity) {
      this.severity = severity;
    }

    /** How bad a finding of this kind is. */
    public Severity severity() {
      return severity;
    }

    /** The name in reports, such as {@code file-missing}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
