/** What stands in a transcript besides what people wrote; `{name}` is who it is about. */
export type TranscriptWords = {
  title: string;
  began: string;
  ended: string;
  goesOn: string;
  times: string;
  bot: string;
  deleted: string;
  edited: string;
  file: string;
  handoff: string;
  taken: string;
  toBot: string;
  waits: string;
  onHold: string;
  leftMessage: string;
  closed: string;
  cut: string;
};

const en: TranscriptWords = {
  title: 'Conversation with {name}',
  began: 'Began',
  ended: 'Ended',
  goesOn: 'it goes on',
  times: 'Times in the zone {name}',
  bot: 'bot',
  deleted: 'This message was deleted.',
  edited: 'edited',
  file: 'File: {name}',
  handoff: 'A person was asked for.',
  taken: '{name} answers from here on.',
  toBot: '{name} answers from here on.',
  waits: 'The conversation waits for a person again.',
  onHold: 'The conversation was set aside for a while.',
  leftMessage: 'A message was left to be answered later.',
  closed: 'The conversation was closed.',
  cut: 'It is longer than a mail can be. The whole of it can be downloaded.',
};

const de: TranscriptWords = {
  title: 'Gespräch mit {name}',
  began: 'Beginn',
  ended: 'Ende',
  goesOn: 'läuft noch',
  times: 'Zeiten in der Zone {name}',
  bot: 'Bot',
  deleted: 'Diese Nachricht wurde gelöscht.',
  edited: 'bearbeitet',
  file: 'Datei: {name}',
  handoff: 'Ein Mensch wurde verlangt.',
  taken: 'Ab hier antwortet {name}.',
  toBot: 'Ab hier antwortet {name}.',
  waits: 'Das Gespräch wartet wieder auf einen Menschen.',
  onHold: 'Das Gespräch wurde eine Weile zurückgestellt.',
  leftMessage: 'Eine Nachricht wurde hinterlassen.',
  closed: 'Das Gespräch wurde beendet.',
  cut: 'Es ist länger, als eine E-Mail sein kann. Das Ganze lässt sich herunterladen.',
};

const es: TranscriptWords = {
  title: 'Conversación con {name}',
  began: 'Inicio',
  ended: 'Fin',
  goesOn: 'sigue abierta',
  times: 'Horas en la zona {name}',
  bot: 'bot',
  deleted: 'Este mensaje se eliminó.',
  edited: 'editado',
  file: 'Archivo: {name}',
  handoff: 'Se pidió hablar con una persona.',
  taken: 'Desde aquí responde {name}.',
  toBot: 'Desde aquí responde {name}.',
  waits: 'La conversación espera de nuevo a una persona.',
  onHold: 'La conversación quedó en pausa un rato.',
  leftMessage: 'Se dejó un mensaje para responder más tarde.',
  closed: 'La conversación se cerró.',
  cut: 'Es más larga de lo que cabe en un correo. Se puede descargar entera.',
};

const fr: TranscriptWords = {
  title: 'Conversation avec {name}',
  began: 'Début',
  ended: 'Fin',
  goesOn: 'toujours ouverte',
  times: 'Heures dans le fuseau {name}',
  bot: 'bot',
  deleted: 'Ce message a été supprimé.',
  edited: 'modifié',
  file: 'Fichier : {name}',
  handoff: 'Une personne a été demandée.',
  taken: 'À partir d’ici, {name} répond.',
  toBot: 'À partir d’ici, {name} répond.',
  waits: 'La conversation attend de nouveau une personne.',
  onHold: 'La conversation a été mise de côté un moment.',
  leftMessage: 'Un message a été laissé pour plus tard.',
  closed: 'La conversation a été fermée.',
  cut: 'Elle est trop longue pour un e-mail. On peut la télécharger en entier.',
};

const ar: TranscriptWords = {
  title: 'محادثة مع {name}',
  began: 'البداية',
  ended: 'النهاية',
  goesOn: 'ما زالت مستمرة',
  times: 'الأوقات حسب منطقة {name}',
  bot: 'روبوت',
  deleted: 'حُذفت هذه الرسالة.',
  edited: 'معدّلة',
  file: 'ملف: {name}',
  handoff: 'طُلب التحدث إلى شخص.',
  taken: 'يجيب {name} من هنا.',
  toBot: 'يجيب {name} من هنا.',
  waits: 'تنتظر المحادثة شخصًا من جديد.',
  onHold: 'وُضعت المحادثة جانبًا لبعض الوقت.',
  leftMessage: 'تُركت رسالة للرد عليها لاحقًا.',
  closed: 'أُغلقت المحادثة.',
  cut: 'المحادثة أطول مما تتسع له رسالة بريد. يمكن تنزيلها كاملة.',
};

const zh: TranscriptWords = {
  title: '与{name}的对话',
  began: '开始',
  ended: '结束',
  goesOn: '仍在进行',
  times: '时间所在时区：{name}',
  bot: '机器人',
  deleted: '此消息已删除。',
  edited: '已编辑',
  file: '文件：{name}',
  handoff: '已请求人工服务。',
  taken: '此后由{name}回答。',
  toBot: '此后由{name}回答。',
  waits: '对话再次等待人工服务。',
  onHold: '对话暂时搁置。',
  leftMessage: '已留言，稍后回复。',
  closed: '对话已关闭。',
  cut: '内容超出邮件容量，可下载完整记录。',
};

const all: Record<string, TranscriptWords> = { en, de, es, fr, ar, zh };

/** The words of a language tag (BCP 47); English where there are none. */
export function wordsOf(language: string): TranscriptWords {
  return all[language.split('-')[0]!.toLowerCase()] ?? en;
}

/** What a change of owner or state is called; null where it says nothing to a reader. */
export function describeEvent(
  words: TranscriptWords,
  { reason, owner }: { reason: string; owner: string | null },
): string | null {
  const named = (text: string) => text.replace('{name}', () => owner ?? '');
  switch (reason) {
    case 'handoff':
      return words.handoff;
    case 'returned':
    case 'unanswered':
      return words.waits;
    case 'on_hold':
      return words.onHold;
    case 'left_message':
      return words.leftMessage;
    case 'closed':
    case 'banned':
    case 'gone':
      return words.closed;
    case 'returned_to_bot':
      return named(words.toBot);
    default:
      return owner === null ? null : named(words.taken);
  }
}
