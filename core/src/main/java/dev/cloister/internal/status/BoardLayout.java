package dev.cloister.internal.status;

import java.util.List;

/**
 * The bytes of a board: a header, then rows. All numbers are 64-bit words in the machine's order, because nobody on another
 * machine reads them; a text is a word with its length and so many bytes of UTF-8.
 *
 * <pre>
 *   header    0 magic              row    0 sequence: odd while it is written
 *             8 version                   8 process id; 0: the row is free
 *            16 number of rows           16 state, an index of STATES
 *            24 process id of owner      24 number of the task, 0 for none
 *            32 its start, ms            32 its index, -1 for none
 *            40 clock, ns                40 inputs that it stands for
 *            48 the same time, ms        48 since when it runs, ns of the owner's clock
 *            56 workers                  56 tasks that run
 *            64 size of the pool         64 tasks given in advance
 *            72 tasks pending            72 tasks answered
 *            96 program                  80 name of the worker
 *           256 pool                    120 function
 *           512 rows                    256 next row
 * </pre>
 */
final class BoardLayout {
    /** Its bytes say {@code CLBOARD1}; in the other byte order they say something else. */
    static final long MAGIC = 0x434c_424f_4152_4431L;

    static final long VERSION = 1;

    static final String PREFIX = "board-";

    /** What a worker does, by number; the first is that of a free row. */
    static final List<String> STATES = List.of("GONE", "STARTING", "IDLE", "BUSY", "LEAVING");

    static final int ROWS_AT = 16;
    static final int OWNER_AT = 24;
    static final int OWNER_START_AT = 32;
    static final int CLOCK_NANOS_AT = 40;
    static final int CLOCK_MILLIS_AT = 48;
    static final int WORKERS_AT = 56;
    static final int SIZE_AT = 64;
    static final int PENDING_AT = 72;
    static final int PROGRAM_AT = 96;
    static final int POOL_AT = 256;
    static final int HEADER = 512;

    static final int PID_AT = 8;
    static final int STATE_AT = 16;
    static final int TASK_AT = 24;
    static final int INDEX_AT = 32;
    static final int ITEMS_AT = 40;
    static final int SINCE_AT = 48;
    static final int RUNNING_AT = 56;
    static final int AHEAD_AT = 64;
    static final int ANSWERED_AT = 72;
    static final int NAME_AT = 80;
    static final int FUNCTION_AT = 120;
    static final int ROW = 256;

    /** More than the largest pool can need. */
    static final int MAX_ROWS = 1 << 14;

    private BoardLayout() {}

    /** How many bytes a text in the header may have. */
    static int headerTextBytes(int at) {
        return (at == PROGRAM_AT ? POOL_AT : HEADER) - at - Long.BYTES;
    }

    /** How many bytes a text in a row may have. */
    static int rowTextBytes(int at) {
        return (at == NAME_AT ? FUNCTION_AT : ROW) - at - Long.BYTES;
    }
}
