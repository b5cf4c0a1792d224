// Chinese for sentences that Cloister writes in English with figures in them. What none of these matches stays as it is.
const PHRASES = [
  [/^CPU: the sum of squares below ([\d,]+), (\d+) times$/, '计算：$1 以下整数的平方和，$2 次'],
  [/^Waiting: (\d+) waits of ([\d.]+) s$/, '等待：$1 次，每次 $2 s'],
  [/^Fetching: (\d+) pages of (\d+) KiB over HTTP, each answered after (\d+) ms$/, '抓取：经 HTTP 取 $1 个网页，每个 $2 KiB，各延迟 $3 ms 应答'],
  [/^Images: 2-D FFT of (\d+) \.npy arrays, (.*)$/, '图像：对 $1 个 .npy 数组（$2）做二维 FFT'],
  [/^Mixed: fetch a page, then the sum of squares below ([\d,]+); (\d+) times in batches of (\d+) for processes x threads$/,
    '混合：取一个网页，再求 $1 以下整数的平方和；共 $2 次，进程 × 线程每批 $3 个'],
  [/^all processors of the machine$/, '机器的全部处理器'],
  [/^others used (\d+)% of the processors before the start: .*$/, '开始前其他程序占用了 $1% 的处理器：机器太忙，数字意义不大'],
  [/^the load average was ([\d.]+) on (\d+) processors before the start: .*$/, '开始前 $2 个处理器上的平均负载为 $1：若那些工作仍在运行，数字意义不大'],
  [/^other programs used (\d+)% of the processors during the run: .*$/, '运行期间其他程序占用了 $1% 的处理器：数字意义不大，请重新运行'],
  [/^other virtual machines took (\d+)% of the processors during the run: .*$/, '运行期间其他虚拟机占用了 $1% 的处理器：数字意义不大，请重新运行'],
  [/^not run: no time left$/, '未运行：时间已用完'],
  [/^not run: --no-python$/, '未运行：--no-python'],
  [/^its get\(\) never returns$/, '它的 get() 永不返回'],
  [/^BrokenProcessPool, and the pool is unusable$/, 'BrokenProcessPool，且池不可再用'],
  [/^the program ended with exit code (\d+)$/, '程序以退出码 $1 结束'],
  [/^start a thread$/, '启动线程'],
  [/^start a virtual thread$/, '启动虚拟线程'],
  [/^worker process, cold, to its first result$/, '工作进程，冷启动到第一个结果'],
  [/^worker process, cold, start method spawn$/, '工作进程，冷启动（spawn 方式）'],
  [/^worker process, warm, to its first result$/, '工作进程，预热后到第一个结果'],
  [/^memory of an idle worker \(PSS\)$/, '空闲工作进程的内存（PSS）'],
  [/^memory of a worker after all this work \(PSS\)$/, '完成全部工作后工作进程的内存（PSS）'],
  [/^round trip of a small task$/, '小任务的往返'],
  [/^argument of 64 MiB, bytes$/, '64 MiB 参数，字节'],
  [/^argument of 64 MiB, doubles$/, '64 MiB 参数，double'],
  [/^crash of 1 of 10 tasks on threads: others that give results$/, '10 个任务中 1 个崩溃（线程）：其余给出结果的'],
  [/^the same on processes$/, '同上（进程）'],
  [/^the same on processes, ProcessPoolExecutor$/, '同上（进程，ProcessPoolExecutor）'],
  [/^yes$/i, '是'],
  [/^no$/i, '否'],
  [/^(it )?(computes|computing)$/i, '计算'],
  [/^(it )?(waits|waiting)$/i, '等待'],
  [/^(both|mixed)$/i, '两者都有'],
  [/^in part$/i, '部分'],
  [/^nothing was said against it$/, '没有发现障碍'],
  [/^arguments of (.+), results of (.+): some (.+) a task$/, '参数 $1，结果 $2：每个任务约 $3'],
  [/^not asked for, and no risk was seen$/, '没有要求，也未发现风险'],
  [/^isolation was asked for$/, '要求隔离'],
  [/^(\d+) tasks of ([^;]+); others kept (\S+) processors busy$/, '$1 个任务，每个 $2；其他程序占用了 $3 个处理器'],
  [/^(\d+) tasks of ([^;]+)$/, '$1 个任务，每个 $2'],
  [/^tasks of ([^,;]+)$/, '每个任务 $1'],
  [/^tasks of ([^,;]+); handing one over takes (.+) and more$/, '每个任务 $1；移交一个至少要 $2'],
  [/^tasks of ([^,;]+), (.+) in all; handing one over takes (.+) and more$/, '每个任务 $1，共 $2；移交一个至少要 $3'],
  [/^it computes (.+) of its (.+)$/, '$2 中有 $1 在计算'],
  [/^(\d+) at the most$/, '最多 $1 个'],
  [/^two threads are (\S+) times as fast as one$/, '两个线程的速度是一个的 $1 倍'],
  [/^two threads are (\S+) times as fast as one; the garbage collector takes (.+) of the time$/, '两个线程的速度是一个的 $1 倍；垃圾回收占用 $2 的时间'],
  [/^some (.+) tasks per second on processes, (.+) on threads$/, '进程每秒约 $1 个任务，线程 $2 个'],
  [/^handing it over costs more than it gains$/, '移交的代价大于收益'],
  [/^more than (\S+) threads of the system at a time$/, '同时需要的系统线程超过 $1 个'],
  [/^not measured$/, '未测量'],
];

// One word for each known workload.
const WORKLOADS = { cpu: 'CPU 计算', wait: '等待', fetch: '抓取网页', images: '图像变换', mixed: '混合' };

// [the text in the reader's language, the language it is in]
const phrase = (text) => {
  if (view.lang === 'zh') {
    for (const [pattern, chinese] of PHRASES) {
      if (pattern.test(text)) return [text.replace(pattern, chinese), 'zh'];
    }
  }
  return [text, 'en'];
};
