'use strict';
// A receiver of files, as somebody who never saw Sluice would write one: it verifies each message
// with the packages standardwebhooks and svix, keeps the folders of the repositories that it is
// told of, and does on request what receivers do on bad days.
//
//   node receiver.js PORT FOLDER
//
// POST /in/ENDPOINT takes a message. Below FOLDER/ENDPOINT lie files/OWNER/NAME, the chunks of
// files that are not whole yet, and a log of what came; a receiver that died goes on from these.
//
// GET    /control/ENDPOINT            counts
// GET    /control/ENDPOINT/log        all messages, oldest first
// PUT    /control/ENDPOINT/secrets    [SECRET…], any of which may have signed
// POST   /control/ENDPOINT/faults     {kind, status, headers, path, type, times, taken, millis}
// DELETE /control/ENDPOINT/faults     forgets them, and lets go of connections that hang
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const standard = require('standardwebhooks');
const svix = require('svix');

const [port, home] = [Number(process.argv[2]), process.argv[3]];
const LARGEST = 8 << 20;

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

/** The files of one repository, and what is known of each. */
class Kept {
  constructor(root) {
    this.root = root;
    this.known = new Map();
  }

  /** Forgets what cannot stand beside a file of that name, and gives its names. */
  displace(name) {
    const displaced = [...this.known.keys()].filter(
      (other) => other.startsWith(name + '/') || name.startsWith(other + '/')
    );
    displaced.forEach((other) => this.known.delete(other));
    return displaced;
  }

  /** Keeps a file; true if something stood in its way that should have been deleted before. */
  put(name, mode, bytes) {
    const displaced = this.displace(name);
    const place = this.root + '/' + name;
    [...displaced, name].forEach((each) => this.erase(each));
    fs.mkdirSync(path.dirname(place), { recursive: true });
    if (mode === '160000') {
      fs.mkdirSync(place);
    } else if (mode === '120000') {
      fs.symlinkSync(bytes, place);
    } else {
      fs.writeFileSync(place, bytes, { flag: 'wx' });
      fs.chmodSync(place, mode === '100755' ? 0o755 : 0o644);
    }
    return displaced.length > 0;
  }

  erase(name) {
    const place = this.root + '/' + name;
    // Told to remove a link that leads nowhere, rmSync does nothing.
    if (fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink()) fs.unlinkSync(place);
    else fs.rmSync(place, { recursive: true, force: true });
  }

  remove(name) {
    if (!this.known.delete(name)) return;
    this.erase(name);
    for (
      let above = path.dirname(name);
      above !== '.' && !this.known.has(above) && fs.readdirSync(this.root + '/' + above).length === 0;
      above = path.dirname(above)
    ) {
      fs.rmdirSync(this.root + '/' + above);
    }
  }
}

/** What one subscriber has. */
class Endpoint {
  constructor(name) {
    this.folder = path.join(home, name);
    fs.mkdirSync(this.folder, { recursive: true });
    this.secretsFile = path.join(this.folder, 'secrets.json');
    this.logFile = path.join(this.folder, 'log.jsonl');
    this.secrets = fs.existsSync(this.secretsFile)
      ? JSON.parse(fs.readFileSync(this.secretsFile, 'utf8'))
      : [];
    this.kept = new Map();
    this.handled = new Set();
    this.log = [];
    this.faults = [];
    this.hanging = new Set();
    this.counts = { messages: 0, duplicates: 0, unverified: 0, broken: 0, files: 0, displaced: 0 };
    if (fs.existsSync(this.logFile)) {
      for (const line of fs.readFileSync(this.logFile, 'utf8').split('\n')) {
        if (line !== '') this.recall(JSON.parse(line));
      }
    }
  }

  recall(entry) {
    this.log.push(entry);
    this.count(entry);
    if (!entry.taken || entry.duplicate) return;
    this.handled.add(entry.id);
    if (!entry.repository || !entry.path) return;
    const kept = this.of(entry.repository);
    if (entry.type === 'file.deleted') {
      kept.known.delete(entry.path);
    } else if (entry.whole) {
      kept.displace(entry.path);
      kept.known.set(entry.path, entry.sha256);
    }
  }

  count(entry) {
    this.counts.messages++;
    if (!entry.verified) this.counts.unverified++;
    if (entry.duplicate) this.counts.duplicates++;
    if (entry.broken) this.counts.broken++;
    if (entry.displaced) this.counts.displaced++;
    if (entry.taken && !entry.duplicate && entry.whole) this.counts.files++;
  }

  of(repository) {
    if (!this.kept.has(repository)) {
      const root = path.join(this.folder, 'files', repository);
      fs.mkdirSync(root, { recursive: true });
      this.kept.set(repository, new Kept(root));
    }
    return this.kept.get(repository);
  }

  /** The number of the secret that both packages accept, from 0; -1 if there is none. */
  verifiedBy(headers, body) {
    return this.secrets.findIndex((secret) => {
      try {
        const first = new standard.Webhook(secret).verify(body, headers);
        const second = new svix.Webhook(secret).verify(body, headers);
        return JSON.stringify(first) === JSON.stringify(second);
      } catch (refused) {
        return false;
      }
    });
  }

  /** The content of a file that is whole now; null if chunks are missing. */
  assembled(file) {
    const content = Buffer.from(file.content ?? '', file.encoding === 'base64' ? 'base64' : 'utf8');
    if (!file.chunk) return content;
    const parts = path.join(this.folder, 'parts', encodeURIComponent(file.chunk.id));
    fs.mkdirSync(parts, { recursive: true });
    fs.writeFileSync(path.join(parts, String(file.chunk.index)), content);
    const pieces = [];
    for (let i = 0; i < file.chunk.total; i++) {
      const piece = path.join(parts, String(i));
      if (!fs.existsSync(piece)) return null;
      pieces.push(fs.readFileSync(piece));
    }
    fs.rmSync(parts, { recursive: true });
    return Buffer.concat(pieces);
  }

  /** Does what the message says; the entry says what was wrong with it. */
  apply(type, data, entry) {
    const kept = this.of(entry.repository);
    if (type === 'file.deleted') {
      entry.whole = true;
      kept.remove(data.file.path);
      return;
    }
    if (type !== 'file.created' && type !== 'file.updated') return;
    const file = data.file;
    entry.previousWrong = type === 'file.updated' && data.previousSha256 !== kept.known.get(file.path);
    const content = this.assembled(file);
    if (content === null) return;
    if (file.size !== content.length || file.sha256 !== sha256(content)) {
      entry.broken = true;
      return;
    }
    entry.whole = true;
    entry.displaced = kept.put(file.path, file.mode, content);
    kept.known.set(file.path, file.sha256);
  }

  faultFor(entry) {
    const fault = this.faults.find(
      (each) =>
        (!each.path || each.path === entry.path) && (!each.type || each.type === entry.type)
    );
    if (fault && --fault.times === 0) this.faults.splice(this.faults.indexOf(fault), 1);
    return fault;
  }

  write(entry) {
    this.log.push(entry);
    this.count(entry);
    fs.appendFileSync(this.logFile, JSON.stringify(entry) + '\n');
  }

  take(request, response, body) {
    const secret = this.verifiedBy(request.headers, body);
    const id = request.headers['webhook-id'] ?? null;
    const entry = {
      id,
      verified: secret >= 0,
      secret,
      signatures: (request.headers['webhook-signature'] ?? '').split(' ').filter(Boolean).length,
      taken: false,
    };
    if (secret < 0) {
      this.write(entry);
      return answer(response, 401, { detail: 'no signature is ours' });
    }
    const { type, data } = JSON.parse(body);
    const { content, ...file } = data.file ?? {};
    Object.assign(entry, {
      type,
      repository: data.repository ? data.repository.owner + '/' + data.repository.name : null,
      generation: data.generation ?? null,
      commit: data.commit ?? null,
      path: file.path ?? null,
      sha256: file.sha256 ?? null,
      duplicate: this.handled.has(id),
      data: data.file ? { ...data, file } : data,
    });
    const fault = this.faultFor(entry);
    if (fault) entry.fault = fault.kind;
    if (!fault || fault.taken) {
      if (!entry.duplicate && entry.repository) this.apply(type, data, entry);
      entry.taken = !entry.broken;
      if (entry.taken) this.handled.add(id);
    }
    this.write(entry);
    if (fault) return this.fail(fault, request, response);
    if (entry.broken) return answer(response, 422, { detail: 'size or sha256 is wrong' });
    return answer(response, 200, { taken: true });
  }

  fail(fault, request, response) {
    const socket = request.socket;
    switch (fault.kind) {
      case 'ANSWER':
        return answer(response, fault.status, { detail: 'as told' }, fault.headers);
      case 'HANG':
        this.hanging.add(socket);
        socket.on('close', () => this.hanging.delete(socket));
        return undefined;
      case 'CUT':
        return socket.end('HTTP/1.1 20', () => socket.destroy());
      case 'DRIP': {
        const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\ntaken';
        let sent = 0;
        const timer = setInterval(() => {
          socket.write(text[sent++]);
          if (sent === text.length) {
            clearInterval(timer);
            socket.end();
          }
        }, fault.millis);
        socket.on('close', () => clearInterval(timer));
        return undefined;
      }
      case 'DIE':
        return process.exit(1);
      default:
        throw new Error('no such fault: ' + fault.kind);
    }
  }
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const endpoints = new Map();

function endpoint(name) {
  if (!endpoints.has(name)) endpoints.set(name, new Endpoint(name));
  return endpoints.get(name);
}

function control(request, response, name, what, body) {
  const one = endpoint(name);
  switch (request.method + ' ' + what) {
    case 'GET ':
      return answer(response, 200, { ...one.counts, hanging: one.hanging.size });
    case 'GET log':
      return answer(response, 200, one.log);
    case 'PUT secrets':
      one.secrets = JSON.parse(body);
      fs.writeFileSync(one.secretsFile, body);
      return answer(response, 200, {});
    case 'POST faults':
      one.faults.push(JSON.parse(body));
      return answer(response, 200, {});
    case 'DELETE faults':
      one.faults = [];
      one.hanging.forEach((socket) => socket.destroy());
      return answer(response, 200, {});
    default:
      return answer(response, 404, {});
  }
}

const server = http.createServer((request, response) => {
  const chunks = [];
  let length = 0;
  request.on('data', (chunk) => {
    length += chunk.length;
    if (length > LARGEST) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    const [, door, name, what = ''] = request.url.split('/');
    const body = Buffer.concat(chunks).toString('utf8');
    try {
      if (door === 'in' && request.method === 'POST') endpoint(name).take(request, response, body);
      else if (door === 'control') control(request, response, name, what, body);
      else answer(response, 404, {});
    } catch (broken) {
      console.error(broken);
      if (!response.headersSent) answer(response, 500, { detail: String(broken) });
    }
  });
});
server.keepAliveTimeout = 75_000;
server.listen(port, '127.0.0.1');
